import type { components } from "./schema";

type Puzzle = components["schemas"]["Puzzle"];

const SLICE_MS = 8;
const WORDS = 64;

// The constants of SHA-256 (FIPS 180-4): fractions of the square and cube roots of the first primes.
const START = new Int32Array(WORDS);
const ROUND = new Int32Array(WORDS);
for (let n = 2, found = 0; found < WORDS; n++) {
  let d = 2;
  while (n % d) d++;
  if (d < n) continue;
  START[found] = (n ** (1 / 2) % 1) * 2 ** 32;
  ROUND[found++] = (n ** (1 / 3) % 1) * 2 ** 32;
}

/** The proof that a puzzle was solved. It is worked at in slices, so that the page goes on meanwhile. */
export async function solved({ puzzle, count, bits }: Puzzle): Promise<string> {
  const seal = puzzle.slice(puzzle.lastIndexOf(".") + 1);
  const numbers: number[] = [];
  let until = performance.now() + SLICE_MS;
  begin(`${seal}.0.`);
  for (let n = 0; numbers.length < count; n++) {
    if (first(`${n}`) >>> (32 - bits) === 0) {
      begin(`${seal}.${numbers.push(n)}.`);
      n = -1;
    }
    if (n % 64 === 0 && performance.now() > until) {
      await turn();
      until = performance.now() + SLICE_MS;
    }
  }
  return `${puzzle}:${numbers}`;
}

/** Lets the page do what waits. Timers would do it too, but sleep in pages that are not looked at. */
function turn(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((go) => {
    port1.onmessage = go;
    port2.postMessage(0);
  }).finally(() => port1.close());
}

const words = new Int32Array(WORDS);
const begun = new Int32Array(16);
let length = 0;

/** How the texts to come begin. */
function begin(text: string): void {
  begun.fill(0);
  put(begun, text, 0);
  length = text.length;
}

function put(into: Int32Array, text: string, at: number): void {
  for (let i = 0; i < text.length; i++) into[(at + i) >> 2]! |= text.charCodeAt(i) << (24 - ((at + i) % 4) * 8);
}

/**
 * The first 32 bits of SHA-256 of what was begun and these digits: at most 55 ASCII characters. Without a
 * promise for each.
 */
function first(digits: string): number {
  words.set(begun);
  put(words, `${digits}\x80`, length);
  words[15] = (length + digits.length) * 8;
  let [a, b, c, d, e, f, g, h] = START as unknown as number[] as Eight;
  for (let i = 0; i < WORDS; i++) {
    if (i > 15) {
      const x = words[i - 15]!;
      const y = words[i - 2]!;
      words[i] =
        words[i - 16]! + (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)) + words[i - 7]! + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10));
    }
    const s = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i]! + words[i]!;
    const t = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + s) | 0;
    d = c;
    c = b;
    b = a;
    a = (s + t) | 0;
  }
  return (a + START[0]!) | 0;
}

type Eight = [number, number, number, number, number, number, number, number];

function turned(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}
