/** A text cut where one of the words stands: every second piece is one of them. */
export function marked(text: string, words: string[]): string[] {
  if (words.length === 0) return [text];
  const longestFirst = [...words].sort((a, b) => b.length - a.length).map(escaped);
  return text.split(new RegExp(`(${longestFirst.map(whole).join("|")})`, "gu"));
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** Not a part of a longer word, where words have spaces between them. */
function whole(word: string): string {
  const spaced = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u.test(word);
  return spaced ? `(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])` : word;
}
