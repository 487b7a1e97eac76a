/**
 * Black or white, whichever is easier to read on `#rrggbb`: at least 4.5 to 1 on any colour. WCAG 2's luminance, its
 * curve taken as a power of 2.2; at 0.179 both read equally well.
 */
export function inkOn(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}
