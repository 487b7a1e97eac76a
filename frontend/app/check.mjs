// What the compiler cannot tell: every word the app says stands in src/messages, ready to be translated, and
// every call goes through the client that is typed from openapi.yaml. `node check.mjs [folder]`
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const WORDS = /\p{L}{2,} \p{Ll}{2,}/u;
const WORD = /\p{L}{2,}/u;
// Attributes that people read or hear, whatever element has them.
const SAID = /^(alt|label|placeholder|title|description|text|button|aria-(label|description|valuetext))$/;
const WIRE = new Set(["fetch", "XMLHttpRequest", "EventSource", "WebSocket", "sendBeacon", "createClient"]);
// The client itself; what is read before there is one; the store's form, which is not ours; files of the sample.
const MAY_CALL = new Set(["api/reach.ts", "api/client.ts", "api/anonymous.ts", "config.ts", "documents/post.ts", "bots/sample.ts"]);

/** What is wrong in one file, each with its line. */
function wrong(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found = [];
  const tell = (node, what) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push(`${path}:${line + 1}: ${what}: ${node.getText(file).trim().slice(0, 60)}`);
  };
  const visit = (node) => {
    if (isWord(node)) tell(node, "words belong in src/messages");
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = node.expression.getText(file).split(".").at(-1);
      if (/^toLocale.*String$/.test(name) && node.arguments[0]?.getText(file) !== "LANGUAGE")
        tell(node, "numbers and dates are written in LANGUAGE");
      if (WIRE.has(name) && !MAY_CALL.has(path)) tell(node, "calls go through src/api/client");
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isWord(node) {
  if (ts.isJsxText(node)) return WORD.test(node.text);
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return false;
  const text = ts.isTemplateExpression(node)
    ? [node.head, ...node.templateSpans.map((span) => span.literal)].map((part) => part.text).join("\n")
    : node.text;
  if (WORDS.test(text) && !ts.isImportDeclaration(node.parent)) return !isStyle(node);
  return WORD.test(text) && isSaid(node);
}

/** Whether a text is the child of an element, or an attribute that is read out. */
function isSaid(node) {
  let at = node;
  while (ts.isConditionalExpression(at.parent) && at !== at.parent.condition) at = at.parent;
  if (ts.isJsxExpression(at.parent)) at = at.parent;
  if (ts.isJsxAttribute(at.parent)) return SAID.test(at.parent.name.getText());
  return ts.isJsxElement(at.parent) || ts.isJsxFragment(at.parent);
}

/** Class names, values of CSS, and what a link is to its target. */
function isStyle(node) {
  for (let at = node; at && !ts.isJsxElement(at); at = at.parent) {
    if (ts.isJsxAttribute(at)) return /^(className|style|styles|rel)$/.test(at.name.getText());
    if (ts.isPropertyAssignment(at) && /^(font|fontFamily)/.test(at.name.getText())) return true;
  }
  return false;
}

const folder = process.argv[2] ?? join(import.meta.dirname, "src");
const found = readdirSync(folder, { recursive: true })
  .filter((path) => /(?<!\.d)\.tsx?$/.test(path) && !path.startsWith("messages/"))
  .flatMap((path) => wrong(path, readFileSync(join(folder, path), "utf8")));
if (found.length > 0) {
  console.error(found.join("\n"));
  process.exitCode = 1;
}
