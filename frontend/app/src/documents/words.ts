import { LANGUAGE } from "../messages/language";

const MB = 1024 * 1024;

/** A number of bytes for people: "812 KB", "4.2 MB". */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < MB) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / MB).toLocaleString(LANGUAGE, { maximumFractionDigits: 1 })} MB`;
}

/** A moment for people, in their time zone. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(LANGUAGE, { dateStyle: "medium", timeStyle: "short" });
}

/** Page numbers as ranges: [1, 2, 3, 7] is "1–3, 7". */
export function ranges(pages: number[]): string {
  const spans: [number, number][] = [];
  for (const page of pages) {
    const last = spans.at(-1);
    if (last && page === last[1] + 1) last[1] = page;
    else spans.push([page, page]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}
