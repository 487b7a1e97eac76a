import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, type Document } from "../api/client";
import { answer } from "../api/reach";
import { botKey } from "../bots/queries";
import { underWay } from "./status";

const FAST = 1_500;
const SLOW = 20_000;
const LONG_AGO = 10 * 60_000;

export const documentsKey = (botId: string) => ["documents", botId] as const;

/** Documents of a bot, newest first; asked for again only while something is under way. */
export function useDocuments(botId: string) {
  const query = useInfiniteQuery({
    queryKey: documentsKey(botId),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/bots/{bot_id}/documents", {
          params: { path: { bot_id: botId }, query: { limit: 25, ...(pageParam && { next: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => pace(state.data?.pages.flatMap((page) => page.documents) ?? []),
  });
  const documents = query.data?.pages.flatMap((page) => page.documents) ?? [];
  useCountersFollow(botId, documents.filter((each) => !underWay(each)).map((each) => each.document_id).join());
  return { ...query, documents };
}

/** Milliseconds until the next look, or false for none. What has not moved for long is looked at rarely. */
function pace(documents: Document[]): number | false {
  const moving = documents.filter(underWay);
  if (moving.length === 0) return false;
  const lively = moving.some((document) => Date.now() - Date.parse(document.updated_at) < LONG_AGO);
  return lively ? FAST : SLOW;
}

/** The bot’s counters are asked for again whenever other documents than before have come to an end. */
function useCountersFollow(botId: string, settled: string): void {
  const client = useQueryClient();
  useEffect(() => {
    void client.invalidateQueries({ queryKey: botKey(botId) });
  }, [client, botId, settled]);
}

export function useDeleteDocument(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (documentId: string) =>
      answer(
        api.DELETE("/api/bots/{bot_id}/documents/{document_id}", {
          params: { path: { bot_id: botId, document_id: documentId } },
        }),
      ),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: documentsKey(botId) }),
        client.invalidateQueries({ queryKey: botKey(botId) }),
      ]),
  });
}

/** A document with the report of its single pages, which lists leave out; none while its id is empty. */
export function useDocument(botId: string, documentId: string) {
  return useQuery({
    enabled: documentId !== "",
    queryKey: ["document", botId, documentId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/bots/{bot_id}/documents/{document_id}", {
          params: { path: { bot_id: botId, document_id: documentId } },
          signal,
        }),
      ),
  });
}

export function useRetryDocument(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (documentId: string) =>
      answer(
        api.POST("/api/bots/{bot_id}/documents/{document_id}/retry", {
          params: { path: { bot_id: botId, document_id: documentId } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: documentsKey(botId) }),
  });
}

/** Fetches a short-lived link to the file, which the browser then downloads. */
export function useOriginal(botId: string) {
  return useMutation({
    mutationFn: (documentId: string) =>
      answer(
        api.GET("/api/bots/{bot_id}/documents/{document_id}/original", {
          params: { path: { bot_id: botId, document_id: documentId } },
        }),
      ),
    onSuccess: ({ url }) => window.location.assign(url),
  });
}

/** Changes a passage, which gives all passages of its document new ids. */
export function useChangePassage(botId: string, documentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ chunkId, ...changes }: { chunkId: string; text?: string; off?: boolean }) =>
      answer(
        api.PATCH("/api/bots/{bot_id}/documents/{document_id}/chunks/{chunk_id}", {
          params: { path: { bot_id: botId, document_id: documentId, chunk_id: chunkId } },
          body: changes,
        }),
      ),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["passages", botId, documentId] }),
        client.invalidateQueries({ queryKey: documentsKey(botId) }),
      ]),
  });
}

/** Passages of a document in reading order, page by page. */
export function usePassages(botId: string, documentId: string) {
  return useInfiniteQuery({
    queryKey: ["passages", botId, documentId],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/bots/{bot_id}/documents/{document_id}/chunks", {
          params: {
            path: { bot_id: botId, document_id: documentId },
            query: { limit: 25, ...(pageParam && { next: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}
