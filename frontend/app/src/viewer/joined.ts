import type { Chunk } from "../api/client";

const GAP = 8; // white space between two passages

/** Passages that follow one another as one text: what two share stands once, and so does a table's header. */
export function joined(chunks: Chunk[]): string {
  let [text, last]: [string, Chunk | undefined] = ["", undefined];
  for (const chunk of chunks) {
    if (last && !last.original && !chunk.original && last.start < chunk.start && chunk.start <= last.end + GAP) text += goingOn(last, chunk);
    else text += `${text && "\n\n"}${chunk.text}`;
    last = chunk;
  }
  return text;
}

function goingOn(last: Chunk, chunk: Chunk): string {
  // Spans count characters as Python does, which JavaScript does not.
  const characters = [...chunk.text];
  const header = characters.length - (chunk.end - chunk.start);
  const shared = Math.max(0, last.end - chunk.start);
  return `${shared ? "" : "\n"}${characters.slice(header + shared).join("")}`;
}
