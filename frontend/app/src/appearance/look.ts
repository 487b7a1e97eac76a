import type { Bot, BotChanges } from "../api/client";
import { messages } from "../messages";

const words = messages.appearance;

/** How the widget looks, as the form edits it; the names are the theme's. */
export interface Look extends Record<string, unknown> {
  greeting: string;
  consent: string;
  avatar: string;
  color: string;
  position: string;
  size: string;
  font: string;
  scheme: string;
  /** Of what the chat says by itself; empty: as the page or the browser. */
  language: string;
}

/** The widget’s colour where none is set. */
export const PLAIN = "#26313d";

const USUAL: Look = {
  greeting: "", consent: "", avatar: "", color: "", position: "right", size: "normal", font: "system", scheme: "auto",
  language: "",
};

/** What the chat has words in; the API refuses others. */
export const LANGUAGES = ["en", "ar", "de", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "tr", "zh"];

export const edited = ({ theme }: Bot): Look => ({ ...USUAL, ...theme });

/** What was changed since of the look, as the API takes it: what is as usual is left out. */
export function changes(look: Look, since: Look, { theme }: Bot): BotChanges {
  const trimmed = { ...look, greeting: look.greeting.trim(), consent: look.consent.trim(), avatar: look.avatar.trim() };
  const changed = Object.entries(trimmed).filter(([name, value]) => value !== since[name]);
  const chosen = { ...theme, ...Object.fromEntries(changed) };
  const usual = (name: string, value: unknown) => value === "" || (name !== "position" && value === USUAL[name]);
  return { theme: Object.fromEntries(Object.entries(chosen).filter(([name, value]) => !usual(name, value))) };
}

/** How many letters or pictures a text is to the eye. */
const drawn = (text: string): number => [...new Intl.Segmenter().segment(text)].length;

export const checks = {
  greeting: (text: string) => (text.length <= 200 ? null : messages.settings.long(200)),
  consent: (text: string) => (text.length <= 500 ? null : messages.settings.long(500)),
  avatar: (text: string) =>
    /^[^\s<>]{0,8}$/u.test(text.trim()) && drawn(text.trim()) <= 2 ? null : words.avatarCheck,
  color: (colour: string) => (/^(#[0-9a-fA-F]{6})?$/.test(colour) ? null : words.colourCheck),
};
