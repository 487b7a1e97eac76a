import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";
import { documentsKey } from "./queries";

type NewPages = components["schemas"]["NewPages"];
type NewPairs = components["schemas"]["NewPairs"];
export type Mode = NonNullable<NewPages["mode"]>;

/** Has pages of the web fetched; they appear in the list. */
export function useAddPages(botId: string) {
  return useAdd(botId, (body: NewPages) => answer(api.POST("/api/upload/url", { body })));
}

export function useAddPairs(botId: string) {
  return useAdd(botId, (body: NewPairs) => answer(api.POST("/api/upload/qa", { body })));
}

/** Brings in the pairs of a CSV file. */
export function useAddPairsFile(botId: string) {
  return useAdd(botId, (file: File) => {
    const form = new FormData();
    form.set("bot_id", botId);
    form.set("file", file);
    const sent = { body: { bot_id: botId, file: "" }, bodySerializer: () => form };
    return answer(api.POST("/api/upload/qa", sent));
  });
}

function useAdd<Given>(botId: string, add: (given: Given) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: add,
    onSuccess: () => client.invalidateQueries({ queryKey: documentsKey(botId) }),
  });
}
