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
  show_sources: boolean;
  reads_all: boolean;
  /** Empty: never. */
  contact_when: "" | "before" | "after";
  contact_fields: string[];
  /** How visitors reach a person; empty: not at all. */
  person: "" | "email" | "webhook";
  person_email: string;
  person_webhook: string;
  /** Empty: as the deployment says. */
  conversation_days: number | "";
  /** Dollars; empty: no limit. */
  budget_usd_per_day: number | "";
}

export const MOST_STARTERS = 6;
export const CONTACT_FIELDS = ["name", "email", "phone", "company"] as const;
type ContactField = (typeof CONTACT_FIELDS)[number];
const MOST_DAYS = 3_650;
export const MOST_DOLLARS = 10_000;

/** The bot's settings as the form edits them. */
export function edited(bot: Bot): Values {
  const { name, description, instructions, model, refusal, threshold, starters, show_sources, reads_all } = bot;
  const conversation_days = bot.conversation_days ?? "";
  const budget_usd_per_day = bot.budget_usd_per_day ?? "";
  const texts = { name, description, instructions, model, refusal };
  const chosen = { threshold, starters, show_sources, reads_all };
  return { ...texts, ...chosen, ...reach(bot), conversation_days, budget_usd_per_day };
}

function reach({ contact, person }: Bot) {
  const asked = contact.fields?.length ? (contact.when ?? "after") : "";
  return {
    contact_when: asked as Values["contact_when"],
    contact_fields: contact.fields ?? ["email"],
    person: (person.webhook ? "webhook" : person.email ? "email" : "") as Values["person"],
    person_email: person.email ?? "",
    person_webhook: person.webhook ?? "",
  };
}

/** What was changed since, as the API takes it: what a colleague changed meanwhile stays as it is. */
export function changes(values: Values, since: Values): BotChanges {
  const before = whole(since) as Record<string, unknown>;
  const changed = Object.entries(whole(values)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
  );
  return Object.fromEntries(changed);
}

function whole(values: Values): BotChanges {
  const { contact_when, contact_fields, person, person_email, person_webhook, ...own } = values;
  const { starters, threshold, conversation_days, budget_usd_per_day, ...texts } = own;
  return {
    ...texts,
    threshold: threshold === "" ? null : threshold,
    name: texts.name.trim(),
    contact: contact_when ? { when: contact_when, fields: contact_fields as ContactField[] } : {},
    person: {
      ...(person === "email" && { email: person_email.trim() }),
      ...(person === "webhook" && { webhook: person_webhook.trim() }),
    },
    starters: starters.map((starter) => starter.trim()).filter(Boolean),
    conversation_days: conversation_days === "" ? null : conversation_days,
    budget_usd_per_day: budget_usd_per_day === "" ? null : budget_usd_per_day,
  };
}

const most = (limit: number) => (text: string) => (text.length <= limit ? null : words.long(limit));

export const checks = {
  name: (name: string) => (name.trim() && name.trim().length <= 100 ? null : messages.bots.form.nameCheck),
  description: most(500),
  instructions: most(4_000),
  refusal: most(500),
  contact_fields: (fields: string[], { contact_when }: Values) =>
    contact_when && fields.length === 0 ? words.reach.fieldsCheck : null,
  person_email: (address: string, { person }: Values) =>
    person !== "email" || /^\S+@\S+\.\S+$/.test(address.trim()) ? null : words.reach.emailCheck,
  person_webhook: (address: string, { person }: Values) =>
    person !== "webhook" || /^https?:\/\/\S+$/.test(address.trim()) ? null : words.reach.webhookCheck,
  threshold: (line: number | "" | null) => (line === "" || (line ?? 0) < 0 || (line ?? 0) > 1 ? words.threshold.check : null),
  starters: most(200),
  conversation_days: (days: number | "") =>
    days === "" || (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) ? null : words.daysCheck(MOST_DAYS),
  budget_usd_per_day: (dollars: number | "") =>
    dollars === "" || (dollars >= 0 && dollars <= MOST_DOLLARS) ? null : words.budgetCheck(MOST_DOLLARS),
};
