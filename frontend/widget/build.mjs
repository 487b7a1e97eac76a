// Bundles the widget into dist/: the loader (docent.js, and the same under a name with its hash), the chat and the
// languages that it fetches, all named by what is in them; says their sizes and refuses to outgrow the budget.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { minify } from "terser";
import typescript from "typescript";

const MOST_LOADER = 3_000; // bytes gzipped, on every page view
const MOST_ALL = 15_000; // loader, chat and the largest language: all that a visitor of a chat loads
const OUT = "dist";
const TARGET = ["es2022", "chrome111", "firefox115", "safari16.4"];
const files = {};

// Names that only the chat's own sheet knows travel as two letters.
const OWN_COLOURS = /--(surface|text|muted|line|soft|alert|field)\b/g;

const styleSheetAsText = {
  name: "style-sheet-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim().replace(OWN_COLOURS, (name) => `--${name.slice(2, 4)}`), loader: "text" };
    });
  },
};

/** The words of a language, by name. */
async function wordsOf(source) {
  const { code } = await transform(await readFile(`src/words/${source}`, "utf8"), { loader: "ts", format: "esm" });
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).default;
}

const names = Object.keys(await wordsOf("en.ts"));
/** Words travel as a list without their names: `words.close` becomes a place in it. */
const wordsByPlace = {
  name: "words-by-place",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const place = (_, name) => `words[${names.indexOf(name)}]`;
      const spoken = source.includes('from "./words"');
      return { contents: spoken ? source.replace(/\bwords\.(\w+)/g, place) : source, loader: "ts" };
    });
  },
};

/** Keeps a file as `name-hash.js`, and gives that name, its digest (SHA-256) and its size gzipped. */
async function kept(name, contents) {
  const digest = createHash("sha256").update(contents).digest("base64");
  const file = `${name}-${digest.replace(/\W/g, "").slice(0, 8)}.js`;
  await writeFile(`${OUT}/${file}`, contents);
  const gzip = gzipSync(contents, { level: 9 }).length;
  files[file] = { bytes: contents.length, gzip, brotli: brotliCompressSync(contents).length };
  return { file, digest, gzip, contents };
}

async function bundled(entry, name, format, define) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format,
    define: Object.fromEntries(Object.entries(define).map(([key, value]) => [key, JSON.stringify(value)])),
    target: TARGET,
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: format === "iife" } }, // fields need not be named twice
    charset: "utf8",
    legalComments: "none",
    plugins: [styleSheetAsText, wordsByPlace],
  });
  // 2 % smaller than esbuild alone.
  const { code } = await minify(outputFiles[0].text, { module: format === "esm", ecma: 2020, compress: { passes: 3, keep_fargs: false, unsafe_arrows: true } });
  return kept(name, Buffer.from(code));
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT);
const languages = {};
let largest = 0;
for (const source of (await readdir("src/words")).sort()) {
  const words = await wordsOf(source);
  const list = Buffer.from(`export default ${JSON.stringify(names.map((name) => words[name]))}`);
  const { digest, gzip } = await kept(`docent-${source.slice(0, 2)}`, list);
  languages[source.slice(0, 2)] = digest;
  largest = Math.max(largest, gzip);
}
// What only some bots or visitors need: work for a token; details, the way to a person, reasons, deleting, sources.
const puzzle = await bundled("src/puzzle.ts", "docent-puzzle", "esm", {});
const later = await bundled("src/later.ts", "docent-later", "esm", {});
const defined = { LANGUAGES: languages, PUZZLE: puzzle.digest, LATER: later.digest };
const chat = await bundled("src/chat.ts", "docent-chat", "esm", defined);
const loader = await bundled("src/loader.ts", "docent", "iife", { CHAT: chat.digest });
await copyFile(`${OUT}/${loader.file}`, `${OUT}/docent.js`);
await copyFile("docent.d.ts", `${OUT}/docent.d.ts`);
// For sites made with React, which put it into their own bundle: typed, and no part of what the widget loads.
const wrapper = (await readFile("react/index.ts", "utf8")).replace('"../docent"', '"./docent"');
await writeFile(`${OUT}/docent-react.js`, (await transform(wrapper, { loader: "ts", format: "esm" })).code);
await writeFile(`${OUT}/docent-react.d.ts`, typescript.transpileDeclaration(wrapper, {}).outputText);
const integrity = `sha384-${createHash("sha384").update(loader.contents).digest("base64")}`;
await writeFile(`${OUT}/manifest.json`, `${JSON.stringify({ version: loader.file, integrity, files }, undefined, 2)}\n`);

console.log("file                       bytes    gzip  brotli");
for (const [file, { bytes, gzip, brotli }] of Object.entries(files)) {
  console.log(file.padEnd(24), ...[bytes, gzip, brotli].map((size) => String(size).padStart(7)));
}
const all = loader.gzip + chat.gzip + largest;
console.log(`gzipped: loader ${loader.gzip} of ${MOST_LOADER}; with chat and largest language ${all} of ${MOST_ALL}`);
console.log(`<script async src=".../${loader.file}" integrity="${integrity}" crossorigin="anonymous" data-bot="...">`);
if (loader.gzip > MOST_LOADER || all > MOST_ALL) {
  console.error("That is over the budget: visitors of other people's sites pay for it.");
  process.exit(1);
}
