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

/** Splitting by a pattern with one group puts what the group matched at every odd place; a mark ends no line alone. */
function parts(text: string): Node[] {
  return text
    .split(MARKER)
    .map((part, place, all): Node =>
      place % 2 ? marker(part) : { type: "text", value: place + 1 < all.length ? part.replace(/ $/, "\u00a0") : part },
    )
    .filter((node) => node.value !== "");
}

function marker(n: string): Node {
  return { type: "marker", data: { hName: "sup", hProperties: { "data-n": n } }, children: [] };
}
