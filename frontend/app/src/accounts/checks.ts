import { messages } from "../messages";

const words = messages.accounts;

export const email = (text: string) => (/^\S+@\S+\.\S+$/.test(text.trim()) ? null : words.emailCheck);
export const given = (text: string) => (text ? null : words.required);
export const code = (text: string) => (text.trim() ? null : words.codeCheck);
