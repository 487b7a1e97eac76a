import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";

export type Found = components["schemas"]["Matches"];
export type Match = Found["matches"][number];

const MOST = 10;

/** The passages for a question, without a model; none are looked for while it is empty. */
export function useSearch(botId: string, query: string) {
  return useQuery({
    queryKey: ["search", botId, query],
    enabled: query !== "",
    refetchOnMount: "always",
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) =>
      answer(
        api.POST("/api/bots/{bot_id}/search", {
          params: { path: { bot_id: botId } },
          body: { query, top_k: MOST, try_quotes: true },
          signal,
        }),
      ),
  });
}
