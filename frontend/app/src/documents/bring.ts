import { api, type Document } from "../api/client";
import { Problem } from "../api/problem";
import { answer } from "../api/reach";
import { messages } from "../messages";
import { accepted } from "./accept";
import { post } from "./post";

/** How far one file is: computing its hash, asking for a form, or sent to a share of 0 to 1. */
export type Stage = { step: "hashing" | "asking" } | { step: "sending"; share: number };

/** Brings a file into the bot: the document with the same content if there is one. Throws Problem. */
export async function bring(
  botId: string,
  file: File,
  tell: (stage: Stage) => void,
  signal: AbortSignal,
): Promise<Document | undefined> {
  const content_type = accepted(file);
  tell({ step: "hashing" });
  const sha256 = await digest(file);
  signal.throwIfAborted();
  tell({ step: "asking" });
  const body = {
    bot_id: botId,
    filename: file.name,
    content_type,
    size: file.size,
    ...(sha256 && { sha256 }),
  };
  const ticket = await answer(api.POST("/api/upload", { body }));
  if (!("document" in ticket)) return undefined;
  if (!ticket.upload) return ticket.document;
  try {
    signal.throwIfAborted();
    await post(ticket.upload, file, (share) => tell({ step: "sending", share }), signal);
  } catch (error) {
    if (signal.aborted) await withdraw(ticket.document);
    throw error;
  }
  return undefined;
}

/** Takes back a document whose file will not come. */
async function withdraw({ bot_id, document_id }: Document): Promise<void> {
  const path = { bot_id, document_id };
  await api.DELETE("/api/bots/{bot_id}/documents/{document_id}", { params: { path } });
}

/** SHA-256 in hex; undefined on pages that may not compute one (plain http from another machine). */
async function digest(file: File): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Problem(400, "unreadable_file", messages.documents.checks.unreadable(file.name));
  });
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
