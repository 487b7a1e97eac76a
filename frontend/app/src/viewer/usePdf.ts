import { useEffect, useState } from "react";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { open, type Pdf } from "./pdf";

/** The file of a document, opened; `error` where it cannot be, `again` tries once more. */
export function usePdf(botId: string, documentId: string) {
  const [attempt, setAttempt] = useState(0);
  const [opened, setOpened] = useState<{ pdf?: Pdf; error?: unknown }>({});
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    setOpened({});
    load(botId, documentId, signal).then(
      (pdf) => signal.aborted || setOpened({ pdf }),
      (error: unknown) => signal.aborted || setOpened({ error }),
    );
    return () => abort.abort();
  }, [botId, documentId, attempt]);
  return { ...opened, again: () => setAttempt((now) => now + 1) };
}

/** The link is asked for each time: it is good for minutes only. */
async function load(botId: string, documentId: string, signal: AbortSignal): Promise<Pdf> {
  const { url } = await answer(
    api.GET("/api/bots/{bot_id}/documents/{document_id}/original", {
      params: { path: { bot_id: botId, document_id: documentId } },
      signal,
    }),
  );
  signal.throwIfAborted();
  const { pdf, close } = open(url);
  signal.addEventListener("abort", close);
  return pdf;
}
