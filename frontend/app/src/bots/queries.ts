import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Bot, type BotChanges, type NewBot } from "../api/client";
import { answer } from "../api/reach";

const BOTS = ["bots"] as const;
export const botKey = (botId: string) => ["bot", botId] as const;

/** Your bots, newest first, page by page. */
export function useBots() {
  return useInfiniteQuery({
    queryKey: BOTS,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/bots", {
          params: { query: { limit: 24, ...(pageParam && { next: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

export function useBot(botId: string) {
  return useQuery({
    queryKey: botKey(botId),
    queryFn: ({ signal }) =>
      answer(api.GET("/api/bots/{bot_id}", { params: { path: { bot_id: botId } }, signal })),
  });
}

export function createBot(body: NewBot): Promise<Bot> {
  return answer(api.POST("/api/bots", { body }));
}

export function useCreateBot() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createBot,
    onSuccess: (bot) => {
      client.setQueryData(botKey(bot.bot_id), bot);
      return client.invalidateQueries({ queryKey: BOTS });
    },
  });
}

export function useChangeBot(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BotChanges) =>
      answer(api.PATCH("/api/bots/{bot_id}", { params: { path: { bot_id: botId } }, body })),
    onSuccess: (bot) => {
      client.setQueryData(botKey(botId), bot);
      void client.invalidateQueries({ queryKey: BOTS });
      void client.invalidateQueries({ queryKey: ["embed", botId] });
    },
  });
}

/** Deletes a bot; the receipt says what is gone. */
export function useDeleteBot() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (botId: string) =>
      answer(api.DELETE("/api/bots/{bot_id}", { params: { path: { bot_id: botId } } })),
    onSuccess: (receipt) => {
      client.removeQueries({ queryKey: ["documents", receipt.bot_id] });
      return client.invalidateQueries({ queryKey: BOTS });
    },
  });
}
