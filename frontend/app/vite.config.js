import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const api = process.env.DOCENT_API ?? "http://127.0.0.1:8000";

/** Adds up the script that each screen loads when it is opened cold, gzipped; fails the build past the limit. */
function coldLoad(limit) {
  return {
    name: "cold-load",
    generateBundle(_, bundle) {
      const size = (names) => {
        const seen = new Set();
        const visit = (name) => {
          if (seen.has(name)) return;
          seen.add(name);
          bundle[name].imports.forEach(visit);
        };
        names.forEach(visit);
        return [...seen].reduce((sum, name) => sum + gzipSync(bundle[name].code).length, 0);
      };
      const entry = Object.values(bundle).find((part) => part.isEntry);
      const holds = (name, file) => Object.keys(bundle[name].modules).some((id) => file.test(id));
      const frame = entry.dynamicImports.filter((name) => holds(name, /\/(Shell|BotPage)\.tsx$/));
      const screens = entry.dynamicImports.map((name) => [size([entry.fileName, ...frame, name]), name]);
      const [bytes, name] = screens.sort(([one], [other]) => other - one)[0];
      const told = `${(bytes / 1000).toFixed(1)} kB of gzipped script, the most for one screen: ${name}`;
      if (bytes > limit) this.error(`${told}; keep it under ${limit / 1000}.`);
      this.info(told);
    },
  };
}

/** Fails the build where a component of Mantine is drawn without its styles. */
function styled() {
  return {
    name: "styled",
    generateBundle(_, bundle) {
      const loaded = [...this.getModuleIds()];
      const parts = Object.values(bundle).flatMap((part) => Object.keys(part.modules ?? {}));
      const drawn = parts.map((id) => /@mantine\/core\/esm\/.*\/(\w+)\.module\.mjs$/.exec(id)?.[1]).filter(Boolean);
      const bare = drawn.filter((name) => !loaded.some((id) => id.endsWith(`/core/styles/${name}.css`)));
      if (bare.length > 0) this.error(`Import the styles of ${bare.join(", ")} in src/styles.ts.`);
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
  plugins: [coldLoad(200_000), styled(), pdfParts()],
  build: {
    target: "es2022",
    reportCompressedSize: false,
    rollupOptions: {
      // Sixty small files are slower than thirty, on a phone most of all.
      output: { experimentalMinChunkSize: 30_000 },
      // "use client" marks mean nothing without server rendering, and there are a thousand of them.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
    },
  },
  server: { proxy: Object.fromEntries(["/api", "/auth", "/config.json"].map((path) => [path, api])) },
});
