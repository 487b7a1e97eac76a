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

export default defineConfig({
  esbuild: { jsx: "automatic" },
  plugins: [firstLoad(200_000)],
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
