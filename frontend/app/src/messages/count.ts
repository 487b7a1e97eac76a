import { LANGUAGE } from "./language";

/** A number with its noun: "1 page", "2,000 pages". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString(LANGUAGE)} ${number === 1 ? one : many}`;
}
