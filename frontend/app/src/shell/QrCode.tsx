import { generate } from "lean-qr";

const QUIET = 4; // modules of margin: ISO/IEC 18004, 9.1

/** A QR code, dark on light in any appearance: cameras want it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const code = generate(text);
  const side = code.size + 2 * QUIET;
  const dark: string[] = [];
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) dark.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`);
  }
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} width={208} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={dark.join("")} fill="#000" />
    </svg>
  );
}
