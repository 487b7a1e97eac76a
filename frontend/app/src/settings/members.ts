import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";

export type Member = components["schemas"]["Member"];
export type Invitation = components["schemas"]["BotInvitation"];
export type Role = Member["role"];

const MEMBERS = "/api/bots/{bot_id}/members";
const INVITATIONS = ["invitations"] as const;
const membersKey = (botId: string) => ["members", botId] as const;

/** Whom the bot is shared with, and who is invited. */
export function useMembers(botId: string) {
  return useQuery({
    queryKey: membersKey(botId),
    queryFn: ({ signal }) => answer(api.GET(MEMBERS, { params: { path: { bot_id: botId } }, signal })),
  });
}

/** Invites an address, or gives it another role. */
export function useInvite(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; role: Role }) =>
      answer(api.POST(MEMBERS, { params: { path: { bot_id: botId } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: membersKey(botId) }),
  });
}

export function useRemoveMember(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (memberId: string) => remove(botId, memberId),
    onSettled: () => client.invalidateQueries({ queryKey: membersKey(botId) }),
  });
}

export function useLeave() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (botId: string) => remove(botId, "me"),
    onSuccess: () => client.invalidateQueries({ queryKey: ["bots"] }),
  });
}

function remove(botId: string, memberId: string) {
  const path = { bot_id: botId, member_id: memberId };
  return answer(api.DELETE("/api/bots/{bot_id}/members/{member_id}", { params: { path } }));
}

/** Bots that others would share with you. */
export function useInvitations() {
  return useQuery({
    queryKey: INVITATIONS,
    queryFn: ({ signal }) => answer(api.GET("/api/invitations", { signal })),
  });
}

export function useAccept() {
  return useReply((botId) => answer(api.POST("/api/invitations/{bot_id}", { params: { path: { bot_id: botId } } })));
}

export function useDecline() {
  return useReply((botId) => answer(api.DELETE("/api/invitations/{bot_id}", { params: { path: { bot_id: botId } } })));
}

function useReply(mutationFn: (botId: string) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: INVITATIONS }),
        client.invalidateQueries({ queryKey: ["bots"] }),
      ]),
  });
}
