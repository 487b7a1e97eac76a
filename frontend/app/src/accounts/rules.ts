import { useQuery } from "@tanstack/react-query";
import { anonymous } from "../api/anonymous";
import { answer } from "../api/reach";
import type { components } from "../api/schema";
import { messages } from "../messages";

type PasswordRules = components["schemas"]["AccountRules"]["password"];
export type Rule = [words: string, met: (password: string) => boolean];

/** Who may sign up here and what a password needs; undefined until it is known. */
export function useRules() {
  const rules = useQuery({
    queryKey: ["rules"],
    queryFn: () => answer(anonymous.GET("/auth/rules")),
    staleTime: Infinity,
  });
  return rules.data;
}

/** The rules of a password, each with its words. Nothing is known of none: then the server says. */
export function ruled(rules: PasswordRules | undefined): Rule[] {
  if (!rules) return [];
  const words = messages.accounts.rules;
  const all: [boolean, string, RegExp][] = [
    [true, words.length(rules.least), new RegExp(`^.{${rules.least},}$`, "s")],
    [rules.lower, words.lower, /[a-z]/],
    [rules.upper, words.upper, /[A-Z]/],
    [rules.digit, words.digit, /\d/],
    [rules.symbol, words.symbol, /[^A-Za-z0-9]/],
  ];
  return all.filter(([asked]) => asked).map(([, text, rule]) => [text, (password) => rule.test(password)]);
}

/** The check of a new password's field. */
export function strong(rules: PasswordRules | undefined) {
  return (password: string) =>
    password && ruled(rules).every(([, met]) => met(password)) ? null : messages.accounts.rules.check;
}
