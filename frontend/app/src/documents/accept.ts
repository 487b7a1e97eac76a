import { Problem } from "../api/problem";
import { messages } from "../messages";
import { size } from "./words";

const KINDS: Record<string, string> = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  epub: "application/epub+zip",
  html: "text/html",
  htm: "text/html",
  csv: "text/csv",
  json: "application/json",
  txt: "text/plain",
  md: "text/markdown",
  markdown: "text/markdown",
};
const LARGEST = 50 * 1024 * 1024;

export const ENDINGS = Object.keys(KINDS).map((ending) => `.${ending}`);

/** The content type that the file's ending stands for. Throws the Problem of a file that can't be used. */
export function accepted(file: File): string {
  const kind = KINDS[file.name.split(".").pop()?.toLowerCase() ?? ""];
  if (!kind) throw refusal("unsupported_type", messages.documents.checks.type(file.name));
  if (file.size === 0) throw refusal("empty", messages.documents.checks.empty(file.name));
  if (file.size > LARGEST)
    throw refusal("too_large", messages.documents.checks.large(file.name, size(file.size)));
  return kind;
}

function refusal(code: string, message: string): Problem {
  return new Problem(400, code, message);
}
