import { VisuallyHidden } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Document } from "../api/client";
import { messages } from "../messages";
import type { Status } from "./status";

const words = messages.documents;

/** Tells screen readers when a document's status has changed. */
export function Announcer({ documents }: { documents: Document[] }) {
  const before = useRef(new Map<string, Status>());
  const [said, say] = useState("");
  useEffect(() => {
    const changed = documents.filter((document) => {
      const old = before.current.get(document.document_id);
      return old !== undefined && old !== document.status;
    });
    before.current = new Map(documents.map((document) => [document.document_id, document.status]));
    if (changed.length === 0) return;
    say(changed.map(({ filename, status }) => words.announce(filename, words.status[status])).join(". "));
  }, [documents]);
  return <VisuallyHidden role="status">{said}</VisuallyHidden>;
}
