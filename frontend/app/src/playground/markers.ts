interface Node {
  type: string;
  value?: string;
  children?: Node[];
  data?: { hName: string; hProperties: Record<string, string> };
}

const MARKER = /\[(\d{1,3})\]/;
const VERBATIM = new Set(["code", "inlineCode", "link", "linkReference"]);

/** A remark plugin: [1] in running text becomes a <sup data-n="1"> element. */
export function markers() {
  return (tree: Node): void => mark(tree);
}

function mark(node: Node): void {
  if (!node.children || VERBATIM.has(node.type)) return;
  node.children = node.children.flatMap((child) =>
    child.type === "text" ? parts(child.value ?? "") : [child],
  );
  node.children.forEach(mark);
}

// Binds a mark to what stands before it, be it a word, another mark or a stop.
const BOUND = "\u2060";

/** A text cut at its marks, whose numbers stand at every odd place: so a pattern with one group splits. */
export function cut(text: string): string[] {
  const bound = (part: string) => part.replace(/ $/, "\u00a0") + BOUND;
  return text
    .split(MARKER)
    .map((part, place, all) => (place % 2 === 0 && place + 1 < all.length ? bound(part) : part));
}

function parts(text: string): Node[] {
  return cut(text)
    .map((part, place): Node => (place % 2 ? marker(part) : { type: "text", value: part }))
    .filter((node) => node.value !== "");
}

function marker(n: string): Node {
  return { type: "marker", data: { hName: "sup", hProperties: { "data-n": n } }, children: [] };
}
