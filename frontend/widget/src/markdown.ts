import { node } from "./kit";

/** Turns the number of a citation into a node, or nothing where no such source is known (yet). */
export type Cite = (n: number) => Node | undefined;

const FENCE = /^\s*(`{3,}|~{3,})/;
const HEADING = /^#{1,6}\s+/;
const ITEM = /^(\s*)([-*+•]|\d{1,3}[.)])\s+(.*)$/;
const ROW = /^\s*\|(.+)\|\s*$/;
const INDENTED = /^\s{2,}\S/;
const RULE = /^[\s|:-]+$/;
const INLINE = new RegExp(
  [
    /\\([\\`*_[\]().#!~>|-])/, // 1 escaped
    /`([^`]+)`/, // 2 code
    /(?:\*\*|(?<!\w)__)(?=\S)(.{1,999}?)(?:\*\*(?!\*)|__(?!\w))/, // 3 bold
    /\*(?=[^\s*])(.{1,999}?)\*/, // 4 italic
    /(?<!\w)_(?=\S)(.{1,999}?)_(?!\w)/, // 5 italic
    /!?\[([^\][]*)\]\(((?:[^()\s]|\([^()\s]*\))+)(?:\s+"[^"]*")?\)/, // 6, 7 link
    / ?\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]/, // 8 citation
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
  const lines = text.split("\n");
  const made: HTMLElement[] = [];
  let at = 0;
  /** The lines from here on that belong to the block as well. */
  const rest = (belongs: (line: string) => boolean) => {
    const start = at;
    while (at < lines.length && belongs(lines[at] as string)) at++;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at++] as string;
    const [, fence] = FENCE.exec(line) ?? [];
    if (fence) {
      const code = rest((each) => !each.trim().startsWith(fence));
      at++;
      made.push(node("pre", { dir: "ltr", tabindex: "0" }, node("code", {}, code.join("\n"))));
    } else if (HEADING.test(line)) made.push(heading(line, cite));
    else if (ITEM.test(line)) made.push(list([line, ...rest(() => continues(lines, at))], cite));
    else if (ROW.test(line)) {
      const rows = [line, ...rest((each) => ROW.test(each))];
      made.push(node("div", { class: "table", tabindex: "0" }, table(rows, cite)));
    } else if (line.trim()) made.push(node("p", {}, ...inline([line, ...rest(isText)].join("\n"), cite)));
  }
  return made;
}

function heading(line: string, cite: Cite): HTMLElement {
  const depth = Math.min(line.indexOf(" ") + 2, 5) as 3 | 4 | 5;
  return node(`h${depth}`, {}, ...inline(line.replace(HEADING, ""), cite));
}

function isText(line: string): boolean {
  return line.trim() !== "" && ![FENCE, HEADING, ITEM, ROW].some((rule) => rule.test(line));
}

function continues(lines: readonly string[], at: number): boolean {
  const [before = "", line = "", next = ""] = lines.slice(at - 1, at + 2);
  if (line.trim()) return ITEM.test(line) || (isText(line) && (before.trim() !== "" || INDENTED.test(line)));
  return ITEM.test(next) || (isText(next) && INDENTED.test(next));
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
  const rows = lines.filter((line) => !RULE.test(line)).map((line) => (ROW.exec(line)?.[1] ?? "").split(/(?<!\\)\|/));
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
  if (numbers) {
    const marks = numbers.split(",").map((n) => cite(Number(n)));
    return marks.every((mark) => mark) ? (marks as Node[]) : [whole];
  }
  return [link(bare ?? address ?? "", label || bare || address || "") ?? whole];
}

function link(address: string, label: string): HTMLAnchorElement | undefined {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return undefined;
  return node("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, label);
}
