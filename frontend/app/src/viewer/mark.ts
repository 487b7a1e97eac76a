import { find, pieces, type Found } from "./find";

/** Marks a quote in the texts of these elements, read one after the other; the marks, and whether all was found. */
export function mark(elements: HTMLElement[], quote: string): { marks: HTMLElement[]; whole: boolean } {
  const texts = elements.map((element) => element.textContent ?? "");
  const { ranges, whole } = find(texts.join(""), quote);
  let place = 0;
  const marks = elements.flatMap((element, at) => {
    const text = texts[at] ?? "";
    const inside = within(ranges, place, text.length);
    place += text.length;
    return inside.length > 0 ? cut(element, pieces(text, inside)) : [];
  });
  return { marks, whole };
}

function within(ranges: Found["ranges"], place: number, length: number): Found["ranges"] {
  return ranges
    .map(([begin, end]): [number, number] => [Math.max(0, begin - place), Math.min(length, end - place)])
    .filter(([begin, end]) => begin < end);
}

function cut(element: HTMLElement, texts: string[]): HTMLElement[] {
  const parts = texts.map((text, at) => {
    if (at % 2 === 0) return text;
    const marked = document.createElement("mark");
    marked.textContent = text;
    return marked;
  });
  element.replaceChildren(...parts);
  return parts.filter((part) => part instanceof HTMLElement);
}
