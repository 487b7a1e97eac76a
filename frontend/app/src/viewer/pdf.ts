import { getDocument, PDFWorker, TextLayer, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.min.mjs";
import Worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker";
import { mark } from "./mark";

export type Pdf = PDFDocumentProxy;

// What the build lays beside the app: letters of fonts that a file names and does not bring, and a decoder.
const parts = new URL(`${import.meta.env.BASE_URL}assets/pdfjs-${__PDFJS__}/`, document.baseURI).href;
const worker = PDFWorker.create({ port: new Worker() });

/** Opens a file; nothing in it is ever run. `close` ends it, also while it is being loaded. */
export function open(url: string): { pdf: Promise<Pdf>; close: () => void } {
  const task = getDocument({
    url,
    worker,
    cMapUrl: `${parts}cmaps/`,
    standardFontDataUrl: `${parts}standard_fonts/`,
    wasmUrl: `${parts}wasm/`,
    // The app's security policy allows neither.
    useWasm: false,
    isEvalSupported: false,
  });
  return { pdf: task.promise, close: () => void task.destroy() };
}

interface Drawn {
  marks: HTMLElement[];
  whole: boolean;
}

/** Draws a page as wide as its place, with its text above it in which the quote is marked. */
export async function draw(
  pdf: Pdf,
  number: number,
  place: { canvas: HTMLCanvasElement; text: HTMLElement; width: number },
  quote: string,
  signal: AbortSignal,
): Promise<Drawn> {
  const { canvas, text, width } = place;
  const page = await pdf.getPage(number);
  signal.throwIfAborted();
  const scale = width / page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale });
  const density = Math.min(window.devicePixelRatio || 1, 2);
  canvas.width = Math.floor(viewport.width * density);
  canvas.height = Math.floor(viewport.height * density);
  canvas.style.height = text.style.height = `${viewport.height}px`;
  const picture = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
  signal.addEventListener("abort", () => picture.cancel());
  const content = await page.getTextContent();
  signal.throwIfAborted();
  text.replaceChildren();
  text.style.setProperty("--total-scale-factor", String(scale));
  const layer = new TextLayer({ textContentSource: content, container: text, viewport });
  signal.addEventListener("abort", () => layer.cancel());
  await Promise.all([layer.render(), picture.promise]);
  return mark(layer.textDivs, quote);
}
