import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";

export type Embedding = components["schemas"]["Embed"];
export type Key = components["schemas"]["Key"];
export type NewKey = components["schemas"]["NewKey"];
export type Scope = NewKey["scopes"][number];

/** The tag that puts the bot on a page. */
export function useEmbed(botId: string) {
  return useQuery({
    queryKey: ["embed", botId],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/bots/{bot_id}/embed", { params: { path: { bot_id: botId } }, signal })),
  });
}

/** Whether a page can show the bot. */
export function useCheckPage(botId: string) {
  return useMutation({
    mutationFn: (url: string) =>
      answer(
        api.POST("/api/bots/{bot_id}/embed/check", { params: { path: { bot_id: botId } }, body: { url } }),
      ),
  });
}

const keysKey = (botId: string) => ["keys", botId] as const;

/** The bot's API keys, newest first. */
export function useKeys(botId: string) {
  return useQuery({
    queryKey: keysKey(botId),
    queryFn: ({ signal }) =>
      answer(api.GET("/api/bots/{bot_id}/keys", { params: { path: { bot_id: botId } }, signal })),
  });
}

export function useMakeKey(botId: string) {
  const client = useQueryClient();
  return useMutation({
    gcTime: 0, // the key itself is not to be held longer than it is shown
    mutationFn: (body: NewKey) =>
      answer(api.POST("/api/bots/{bot_id}/keys", { params: { path: { bot_id: botId } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: keysKey(botId) }),
  });
}

export function useRevokeKey(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keyId: string) =>
      answer(
        api.DELETE("/api/bots/{bot_id}/keys/{key_id}", { params: { path: { bot_id: botId, key_id: keyId } } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keysKey(botId) }),
  });
}

const identityKey = (botId: string) => ["identity", botId] as const;
const IDENTITY = "/api/bots/{bot_id}/identity";

/** Whether the bot takes its site's word for who a visitor is. */
export function useIdentity(botId: string) {
  return useQuery({
    queryKey: identityKey(botId),
    queryFn: ({ signal }) => answer(api.GET(IDENTITY, { params: { path: { bot_id: botId } }, signal })),
  });
}

export function useRotateIdentity(botId: string) {
  const client = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: () => answer(api.POST(IDENTITY, { params: { path: { bot_id: botId } } })),
    onSettled: () => client.invalidateQueries({ queryKey: identityKey(botId) }),
  });
}

export function useStopIdentity(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE(IDENTITY, { params: { path: { bot_id: botId } } })),
    onSettled: () => client.invalidateQueries({ queryKey: identityKey(botId) }),
  });
}
