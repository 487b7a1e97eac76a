import { messages } from "../messages";

const words = messages.accounts;

/** The rules of Cognito's default policy, as the user pool is set up. */
export const RULES: [string, (password: string) => boolean][] = [
  [words.rules.length, (password) => password.length >= 8],
  [words.rules.cases, (password) => /[a-z]/.test(password) && /[A-Z]/.test(password)],
  [words.rules.digit, (password) => /\d/.test(password)],
];

export const email = (text: string) => (/^\S+@\S+\.\S+$/.test(text.trim()) ? null : words.emailCheck);
export const given = (text: string) => (text ? null : words.required);
export const code = (text: string) => (text.trim() ? null : words.codeCheck);
export const strong = (text: string) => (RULES.every(([, met]) => met(text)) ? null : words.rules.check);
