const WEIGHTS = [0.2126, 0.7152, 0.0722];

/**
 * Black or white, whichever is easier to read on `#rrggbb`: at least 4.5 to 1 on any colour. WCAG 2's luminance, its
 * curve taken as a power of 2.2; at 0.179 both read equally well.
 */
export function inkOn(colour: string): string {
  const light = (weight: number, at: number) => weight * (parseInt(colour.slice(1 + 2 * at, 3 + 2 * at), 16) / 255) ** 2.2;
  return WEIGHTS.reduce((sum, weight, at) => sum + light(weight, at), 0) > 0.179 ? "#000" : "#fff";
}
