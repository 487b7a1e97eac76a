import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";

export type Analytics = components["schemas"]["Analytics"];
export type Asked = components["schemas"]["Asked"];

const DAY_MS = 86_400_000;

/** The last so many days, today included, in UTC as the API counts. */
function period(days: number) {
  return { from: new Date(Date.now() - (days - 1) * DAY_MS).toISOString().slice(0, 10) };
}

/** How the bot did in the last days. */
export function useAnalytics(botId: string, days: number) {
  return useQuery({
    queryKey: ["analytics", botId, days],
    refetchOnMount: "always",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/bots/{bot_id}/analytics", {
          params: { path: { bot_id: botId }, query: period(days) },
          signal,
        }),
      ),
  });
}

/** What was asked most, and what no answer used. */
export function useAsked(botId: string, days: number) {
  return useQuery({
    queryKey: ["asked", botId, days],
    refetchOnMount: "always",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/bots/{bot_id}/analytics/asked", {
          params: { path: { bot_id: botId }, query: period(days) },
          signal,
        }),
      ),
  });
}
