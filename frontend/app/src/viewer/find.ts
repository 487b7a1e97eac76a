// Fewer letters in a row are found by chance.
const SHORTEST = 10;

interface Folded {
  letters: string;
  /** Where in the text the character of each letter begins and ends. */
  from: number[];
  to: number[];
}

export interface Found {
  /** What of the text is of the quote: begin and end of each part, in the quote's order. */
  ranges: [number, number][];
  /** Nothing of the quote is missing. */
  whole: boolean;
}

/**
 * A quote in a text that another program read off the same file. The two differ in spaces, hyphens at the ends of
 * lines, ligatures, accents, table lines and case, so letters and digits alone are compared. What cannot be found in
 * one piece, because it goes on overleaf or around a picture, is found in as long pieces as there are.
 */
export function find(text: string, quote: string): Found {
  const page = folded(text);
  const words = [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(quote)]
    .map(({ segment }) => folded(segment).letters)
    .filter(Boolean);
  const ranges: Found["ranges"] = [];
  let [at, missing, after] = [0, words.length === 0, 0];
  while (at < words.length) {
    const { begin, length, count } = longest(page.letters, words, at, after);
    if (length >= SHORTEST || (length > 0 && count === words.length)) {
      const end = page.to[begin + length - 1] ?? text.length;
      ranges.push([page.from[begin] ?? 0, end + closing(text.slice(end))]);
      after = begin + length;
      at += count;
    } else {
      missing = true;
      at += 1;
    }
  }
  return { ranges, whole: !missing };
}

/** How many characters close the sentence. */
const closing = (text: string): number => /^[.!?:;…。！？」”’"')\]]*/u.exec(text)?.[0].length ?? 0;

/** The longest run of words from one on that stands in the page, rather behind what was found before. */
function longest(letters: string, words: string[], at: number, after: number) {
  let [begin, length, count, run] = [0, 0, 0, ""];
  for (const word of words.slice(at)) {
    run += word;
    const behind = letters.indexOf(run, after);
    const place = behind < 0 ? letters.indexOf(run) : behind;
    if (place < 0) break;
    [begin, length, count] = [place, run.length, count + 1];
  }
  return { begin, length, count };
}

function folded(text: string): Folded {
  const found: Folded = { letters: "", from: [], to: [] };
  let place = 0;
  for (const character of text) {
    const letters = character.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    for (let each = 0; each < letters.length; each += 1) {
      found.from.push(place);
      found.to.push(place + character.length);
    }
    found.letters += letters;
    place += character.length;
  }
  return found;
}

/** A text cut at ranges: every second piece is in one of them. */
export function pieces(text: string, ranges: Found["ranges"]): string[] {
  const cut: string[] = [];
  let place = 0;
  for (const [begin, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (end <= place) continue;
    const start = Math.max(begin, place);
    cut.push(text.slice(place, start), text.slice(start, end));
    place = end;
  }
  return [...cut, text.slice(place)];
}
