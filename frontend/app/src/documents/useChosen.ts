import { useState } from "react";
import type { Document } from "../api/client";

export interface ChosenDocuments {
  documents: Document[];
  has: (documentId: string) => boolean;
  toggle: (documentId: string) => void;
  set: (documentIds: string[]) => void;
}

/** Which of the documents shown are chosen; who is gone is chosen no more. */
export function useChosen(shown: Document[]): ChosenDocuments {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return {
    documents: shown.filter((each) => ids.has(each.document_id)),
    has: (id) => ids.has(id),
    toggle: (id) => setIds((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id])),
    set: (chosen) => setIds(new Set(chosen)),
  };
}
