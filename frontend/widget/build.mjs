// Bundles src/main.ts with its style sheet into dist/docent.js and refuses to outgrow what a page should carry.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const LARGEST_GZIPPED = 15_000;
const OUT = "dist/docent.js";

const styleSheetAsText = {
  name: "style-sheet-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

await build({
  entryPoints: ["src/main.ts"],
  outfile: OUT,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome111", "firefox115", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  plugins: [styleSheetAsText],
});

const bytes = gzipSync(await readFile(OUT), { level: 9 }).length;
console.log(`${OUT}: ${(bytes / 1000).toFixed(1)} kB gzipped`);
if (bytes > LARGEST_GZIPPED) {
  console.error(`That is over ${LARGEST_GZIPPED / 1000} kB: visitors of other people's sites pay for it.`);
  process.exit(1);
}
