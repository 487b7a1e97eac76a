/** Of what is not text: WCAG 2.2, 1.4.11. */
export const READABLE = 3;

/** WCAG 2 contrast of `#rrggbb` and a white page, 1 to 21; 21 for what is no colour yet. */
export function contrast(colour: string): number {
  const channels = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour)?.slice(1);
  if (!channels) return 21;
  const [red = 0, green = 0, blue = 0] = channels.map((hex) => linear(parseInt(hex, 16) / 255));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
