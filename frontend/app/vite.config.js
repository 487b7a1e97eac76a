import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const api = process.env.DOCENT_API ?? "http://127.0.0.1:8000";

/** Adds up the script that a first visit loads, gzipped, and fails the build past the limit. */
function firstLoad(limit) {
  return {
    name: "first-load",
    generateBundle(_, bundle) {
      const seen = new Set();
      const visit = (name) => {
        if (seen.has(name)) return;
        seen.add(name);
        bundle[name].imports.forEach(visit);
      };
      Object.values(bundle)
        .filter((part) => part.type === "chunk" && part.isEntry)
        .forEach((entry) => visit(entry.fileName));
      const bytes = [...seen].reduce((sum, name) => sum + gzipSync(bundle[name].code).length, 0);
      const kB = (bytes / 1000).toFixed(1);
      if (bytes > limit)
        this.error(`The first load is ${kB} kB of gzipped script; keep it under ${limit / 1000}.`);
      this.info(`first load: ${kB} kB of gzipped script`);
    },
  };
}

const pdfjs = createRequire(import.meta.url).resolve("pdfjs-dist/package.json");
const { version } = JSON.parse(readFileSync(pdfjs, "utf8"));
const WANTED = /\.(bcmap|pfb|ttf)$|_nowasm_fallback\.js$/;

/** Lays beside the app what pdf.js fetches for the few files that need it. */
function pdfParts() {
  return {
    name: "pdf-parts",
    generateBundle() {
      for (const folder of ["cmaps", "standard_fonts", "wasm"])
        for (const file of readdirSync(join(dirname(pdfjs), folder)).filter((name) => WANTED.test(name)))
          this.emitFile({
            type: "asset",
            fileName: `assets/pdfjs-${version}/${folder}/${file}`,
            source: readFileSync(join(dirname(pdfjs), folder, file)),
          });
    },
  };
}

export default defineConfig({
  define: { __PDFJS__: JSON.stringify(version) },
  worker: { format: "es" },
  esbuild: { jsx: "automatic" },
  plugins: [firstLoad(200_000), pdfParts()],
  build: {
    target: "es2022",
    reportCompressedSize: false,
    rollupOptions: {
      // "use client" marks mean nothing without server rendering, and there are a thousand of them.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
    },
  },
  server: { proxy: Object.fromEntries(["/api", "/auth", "/config.json"].map((path) => [path, api])) },
});
