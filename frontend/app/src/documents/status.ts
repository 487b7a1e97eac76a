import type { Document } from "../api/client";

export type Status = Document["status"];

const SETTLED: ReadonlySet<Status> = new Set(["ready", "partial", "failed"]);

/** Whether the document's status will still change by itself. */
export function underWay(document: Document): boolean {
  return !SETTLED.has(document.status);
}

export const COLOURS: Record<Status, string> = {
  awaiting_upload: "gray",
  queued: "gray",
  extracting: "pine",
  embedding: "pine",
  ready: "pine",
  partial: "yellow",
  failed: "red",
  deleting: "gray",
};

/** Whether the document will take the place of another of its name, which answers until then. */
export function replaces(document: Document, all: Document[]): boolean {
  return (
    underWay(document) &&
    document.status !== "deleting" &&
    all.some(
      (other) =>
        other.filename === document.filename && (other.status === "ready" || other.status === "partial"),
    )
  );
}
