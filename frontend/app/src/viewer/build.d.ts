/** The version of pdfjs-dist, set by the build. */
declare const __PDFJS__: string;

declare module "pdfjs-dist/legacy/build/pdf.min.mjs" {
  export * from "pdfjs-dist";
}
