import { load } from "./kit";
import type en from "./words/en";

export type Words = Readonly<Record<keyof typeof en, string>>;

/**
 * Everything the chat says by itself; names and greetings come from the bot. One language a page. The build writes
 * `words.name` as a place in a list, so that names need not travel.
 */
export let words: Words;
export let language = "";

export function direction(): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}

/** Speaks the language of a tag from here on, English where it is not known. Rejects where its file does not come. */
export async function speak(tag: string): Promise<void> {
  const named = tag.slice(0, 2).toLowerCase();
  const wanted = named in LANGUAGES ? named : "en";
  if (wanted === language) return;
  words = (await load<{ default: Words }>(`docent-${wanted}`, LANGUAGES[wanted] as string)).default;
  language = wanted;
}

/** Has a part that was fetched later say the same words. */
export function learn(spoken: Words): void {
  words = spoken;
}

/** A text with its `{…}` filled in, one after the other. */
export function fill(text: string, ...values: (string | number)[]): string {
  return text.replace(/\{\w+\}/g, () => `${values.shift()}`);
}
