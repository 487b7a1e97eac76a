import { node } from "./kit";

/** Turns the number of a citation into a node, or nothing where no such source is known (yet). */
export type Cite = (n: number) => Node | undefined;

interface Block {
  readonly kind: "code" | "heading" | "list" | "table" | "text";
  readonly lines: readonly string[];
}

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^#{1,6}\s+/;
const ITEM = /^(\s*)([-*+•]|\d{1,3}[.)])\s+(.*)$/;
const ROW = /^\s*\|(.+)\|\s*$/;
const RULE = /^[\s|:-]+$/;
const INLINE = new RegExp(
  [
    /\\([\\`*_[\]().#!~>-])/, // 1 escaped
    /`([^`]+)`/, // 2 code
    /\*\*(?=\S)(.+?)\*\*/, // 3 bold
    /\*(?=[^\s*])(.+?)\*/, // 4 italic
    /(?<!\w)_(?=\S)(.+?)_(?!\w)/, // 5 italic
    /!?\[([^\][]*)\]\(([^()\s]+)\)/, // 6, 7 link
    /\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]/, // 8 citation
    /(https?:\/\/[^\s<>"'*`)\]]*[^\s<>"'*`)\].,;:!?])/, // 9 bare address
  ]
    .map((rule) => rule.source)
    .join("|"),
  "g",
);

/**
 * The nodes of an answer written in the part of Markdown that models use: paragraphs, headings (below the
 * chat's own), lists, tables, fenced and inline code, bold, italic, links to http, https and mailto. All else stays the text it is.
 */
export function markdown(text: string, cite: Cite): HTMLElement[] {
  return blocks(text.split("\n")).map(({ kind, lines }) => {
    if (kind === "code") return node("pre", { dir: "ltr", tabindex: "0" }, node("code", {}, lines.join("\n")));
    if (kind === "list") return list(lines, cite);
    if (kind === "table") return node("div", { class: "table", tabindex: "0" }, table(lines, cite));
    if (kind === "heading") return heading(lines[0] ?? "", cite);
    return node("p", {}, ...inline(lines.join("\n"), cite));
  });
}

/** An answer as it is said aloud: without marks and numbers of citations. */
export function spoken(text: string): string {
  return text.replace(/\s*\[\d+(?:\s*,\s*\d+)*\]|[*`#]/g, "").trim();
}

function blocks(lines: readonly string[]): Block[] {
  const found: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    const start = at++;
    if (!line.trim()) continue;
    if (FENCE.test(line)) {
      while (at < lines.length && !FENCE.test(lines[at] ?? "")) at++;
      found.push({ kind: "code", lines: lines.slice(start + 1, at++) });
    } else if (HEADING.test(line)) {
      found.push({ kind: "heading", lines: [line] });
    } else if (ITEM.test(line)) {
      while (at < lines.length && continues(lines, at)) at++;
      found.push({ kind: "list", lines: lines.slice(start, at) });
    } else if (ROW.test(line)) {
      while (at < lines.length && ROW.test(lines[at] ?? "")) at++;
      found.push({ kind: "table", lines: lines.slice(start, at) });
    } else {
      while (at < lines.length && isText(lines[at] ?? "")) at++;
      found.push({ kind: "text", lines: lines.slice(start, at) });
    }
  }
  return found;
}

function heading(line: string, cite: Cite): HTMLElement {
  const depth = Math.min(line.indexOf(" ") + 2, 5) as 3 | 4 | 5;
  return node(`h${depth}`, {}, ...inline(line.replace(HEADING, ""), cite));
}

function isText(line: string): boolean {
  return line.trim() !== "" && ![FENCE, HEADING, ITEM, ROW].some((rule) => rule.test(line));
}

function continues(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (line.trim()) return ITEM.test(line) || (isText(line) && lines[at - 1]?.trim() !== "");
  return ITEM.test(lines[at + 1] ?? "");
}

function list(lines: readonly string[], cite: Cite): HTMLElement {
  const [, indent = "", marker = ""] = ITEM.exec(lines[0] ?? "") ?? [];
  const ordered = /\d/.test(marker);
  const made = ordered ? node("ol", { start: String(parseInt(marker, 10)) }) : node("ul");
  let own: string[] = [];
  let inner: string[] = [];
  const close = () => {
    const nested = inner.length ? [list(inner, cite)] : [];
    if (own.length) made.append(node("li", {}, ...inline(own.join("\n"), cite), ...nested));
    [own, inner] = [[], []];
  };
  for (const line of lines) {
    const [item, depth = "", , words = ""] = ITEM.exec(line) ?? [];
    if (item && depth.length <= indent.length + 1) {
      close();
      own = [words];
    } else if (item || inner.length) inner.push(line);
    else if (line.trim()) own.push(line.trim());
  }
  close();
  return made;
}

function table(lines: readonly string[], cite: Cite): HTMLElement {
  const headed = RULE.test(lines[1] ?? "");
  const rows = lines.filter((line) => !RULE.test(line)).map((line) => (ROW.exec(line)?.[1] ?? "").split("|"));
  const cells = (row: readonly string[], name: "th" | "td") =>
    row.map((cell) => node(name, name === "th" ? { scope: "col" } : {}, ...inline(cell.trim(), cite)));
  return node("table", {}, ...rows.map((row, at) => node("tr", {}, ...cells(row, headed && at === 0 ? "th" : "td"))));
}

function inline(text: string, cite: Cite): (Node | string)[] {
  const made: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    made.push(text.slice(end, match.index), ...span(match, cite));
    end = match.index + match[0].length;
  }
  made.push(text.slice(end));
  return made;
}

function span(match: RegExpMatchArray, cite: Cite): (Node | string)[] {
  const [whole, escaped, code, bold, star, underscore, label, address, numbers, bare] = match;
  const italic = star ?? underscore;
  if (escaped) return [escaped];
  if (code) return [node("code", {}, code)];
  if (bold) return [node("strong", {}, ...inline(bold, cite))];
  if (italic) return [node("em", {}, ...inline(italic, cite))];
  if (numbers) return numbers.split(",").map((n) => cite(Number(n)) ?? `[${n.trim()}]`);
  return [link(bare ?? address ?? "", label || bare || address || "") ?? whole];
}

function link(address: string, label: string): HTMLAnchorElement | undefined {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return undefined;
  return node("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, label);
}
