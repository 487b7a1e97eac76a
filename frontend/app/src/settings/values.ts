import type { Bot, BotChanges } from "../api/client";
import { messages } from "../messages";

const words = messages.settings;

export interface Values extends Record<string, unknown> {
  name: string;
  description: string;
  instructions: string;
  model: string;
  refusal: string;
  /** Null: computed; the empty text while nothing is written. */
  threshold: number | "" | null;
  starters: string[];
  color: string;
  greeting: string;
  consent: string;
  position: string;
  show_sources: boolean;
  /** Empty: as the deployment says. */
  conversation_days: number | "";
  /** Dollars; empty: no limit. */
  budget_usd_per_day: number | "";
}

export const MOST_STARTERS = 6;
const MOST_DAYS = 3_650;

/** The bot's settings as the form edits them. */
export function edited({ theme, ...bot }: Bot): Values {
  const { name, description, instructions, model, refusal, threshold, starters, show_sources } = bot;
  const conversation_days = bot.conversation_days ?? "";
  const budget_usd_per_day = bot.budget_usd_per_day ?? "";
  const look = {
    color: theme.color ?? "",
    greeting: theme.greeting ?? "",
    consent: theme.consent ?? "",
    position: theme.position ?? "right",
  };
  const texts = { name, description, instructions, model, refusal };
  return { ...texts, threshold, starters, ...look, show_sources, conversation_days, budget_usd_per_day };
}

/** What the form holds as the API takes it; what the form doesn't know of the theme stays. */
export function changes(values: Values, bot: Bot): BotChanges {
  const { color, greeting, consent, position, starters, threshold, conversation_days, budget_usd_per_day, ...texts } = values;
  const look = Object.entries({ ...bot.theme, color, greeting: greeting.trim(), consent: consent.trim(), position });
  return {
    ...texts,
    threshold: threshold === "" ? null : threshold,
    name: texts.name.trim(),
    starters: starters.map((starter) => starter.trim()).filter(Boolean),
    conversation_days: conversation_days === "" ? null : conversation_days,
    budget_usd_per_day: budget_usd_per_day === "" ? null : budget_usd_per_day,
    theme: Object.fromEntries(look.filter(([, value]) => value !== "")),
  };
}

const most = (limit: number) => (text: string) => (text.length <= limit ? null : words.long(limit));

export const checks = {
  name: (name: string) => (name.trim() && name.trim().length <= 100 ? null : messages.bots.form.nameCheck),
  description: most(500),
  instructions: most(4_000),
  refusal: most(500),
  threshold: (line: number | "" | null) => (line === "" ? words.threshold.check : null),
  starters: most(200),
  color: (color: string) => (/^(#[0-9a-fA-F]{6})?$/.test(color) ? null : words.colourCheck),
  greeting: most(200),
  consent: most(500),
  conversation_days: (days: number | "") =>
    days === "" || (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) ? null : words.daysCheck(MOST_DAYS),
};
