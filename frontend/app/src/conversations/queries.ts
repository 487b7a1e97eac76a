import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client";
import { answer } from "../api/reach";

/** Which conversations; a text is empty where it does not count. Dates are as in 2026-01-31. */
export interface Filters {
  from: string;
  to: string;
  rating: "" | "up" | "down";
  answered: "" | "true" | "false";
  /** What stands in a question or an answer. */
  text: string;
  /** What stands in the address of the page where it was asked. */
  page: string;
}

const conversationsKey = (botId: string) => ["conversations", botId] as const;

/** Conversations with a bot, newest first, page by page. */
export function useConversations(botId: string, filters: Filters) {
  return useInfiniteQuery({
    queryKey: [...conversationsKey(botId), filters],
    refetchOnMount: "always",
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/bots/{bot_id}/conversations", {
          params: {
            path: { bot_id: botId },
            query: { limit: 25, ...given(filters), ...(pageParam && { next: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

/** One conversation, question by question. */
export function useConversation(botId: string, conversationId: string) {
  return useQuery({
    queryKey: [...conversationsKey(botId), conversationId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/bots/{bot_id}/conversations/{conversation_id}", {
          params: { path: { bot_id: botId, conversation_id: conversationId } },
          signal,
        }),
      ),
  });
}

export function useForgetConversation(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (conversationId: string) =>
      answer(
        api.DELETE("/api/bots/{bot_id}/conversations/{conversation_id}", {
          params: { path: { bot_id: botId, conversation_id: conversationId } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: conversationsKey(botId) }),
  });
}

/** Hands the whole log, as far as the filters take it, to the browser as a file; `lines` of it are here so far. */
export function useExport(botId: string, filters: Filters) {
  const [lines, setLines] = useState(0);
  const mutation = useMutation({
    mutationFn: async (format: "csv" | "jsonl") => {
      const parts: string[] = [];
      setLines(0);
      let next = "";
      do {
        const part = await api.POST("/api/bots/{bot_id}/conversations/export", {
          params: { path: { bot_id: botId } },
          body: { ...given(filters), format, ...(next && { next }) },
          parseAs: "text",
        });
        parts.push(String(await answer(Promise.resolve(part))));
        setLines(parts.reduce((sum, each) => sum + (each.match(/\n/g)?.length ?? 0), 0));
        next = part.response.headers.get("x-next") ?? "";
      } while (next);
      save(new Blob(parts, { type: "text/plain" }), `conversations.${format}`);
    },
  });
  return { ...mutation, lines };
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function given({ from, to, rating, answered, text, page }: Filters) {
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(rating && { rating }),
    ...(answered && { answered }),
    ...(text.trim() && { text: text.trim() }),
    ...(page.trim() && { page: page.trim() }),
  };
}
