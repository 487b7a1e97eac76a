import { useState } from "react";
import type { Document } from "../api/client";

interface Doing {
  isPending: boolean;
  mutateAsync: (documentId: string) => Promise<unknown>;
}

/** Does one thing to many documents, one after the other; the first that fails ends it. */
export function useEach(doing: Doing) {
  const [state, setState] = useState({ done: 0, all: 0, busy: false, error: undefined as unknown });
  async function run(documents: Document[], onDone: (count: number) => void): Promise<void> {
    setState({ done: 0, all: documents.length, busy: true, error: undefined });
    try {
      for (const [at, each] of documents.entries()) {
        await doing.mutateAsync(each.document_id);
        setState((before) => ({ ...before, done: at + 1 }));
      }
      setState((before) => ({ ...before, busy: false }));
      onDone(documents.length);
    } catch (error) {
      setState((before) => ({ ...before, busy: false, error }));
    }
  }
  return { ...state, run };
}
