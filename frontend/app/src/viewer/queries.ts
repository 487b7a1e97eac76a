import { useQuery } from "@tanstack/react-query";
import { api, type Chunk } from "../api/client";
import { answer } from "../api/reach";

// Passages shown before and after the one that is looked for.
const AROUND = 2;

/** The passage that holds the quote, with those around it; none where the document doesn't hold it any more. */
export function useSurroundings(botId: string, documentId: string, quote: string) {
  return useQuery({
    queryKey: ["surroundings", botId, documentId, quote],
    queryFn: ({ signal }) => surroundings(botId, documentId, quote, signal),
  });
}

async function surroundings(botId: string, documentId: string, quote: string, signal: AbortSignal) {
  let [read, next, found]: [Chunk[], string | undefined, number] = [[], "", -1];
  while (next !== undefined && (found < 0 || read.length <= found + AROUND)) {
    const page: { chunks: Chunk[]; next?: string } = await answer(
      api.GET("/api/bots/{bot_id}/documents/{document_id}/chunks", {
        params: {
          path: { bot_id: botId, document_id: documentId },
          query: { limit: 100, ...(next && { next }) },
        },
        signal,
      }),
    );
    read = [...read, ...page.chunks];
    if (found < 0) found = read.findIndex((chunk) => chunk.text.includes(quote));
    next = page.next;
  }
  return found < 0 ? [] : read.slice(Math.max(0, found - AROUND), found + AROUND + 1);
}
