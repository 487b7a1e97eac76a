import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Answer, type TodoGroup } from "../api/client";
import { Problem } from "../api/problem";
import { answer } from "../api/reach";
import { documentsKey } from "../documents/queries";
import { underWay } from "../documents/status";
import { messages } from "../messages";
import { takeOff } from "../shell/gone";

const todoKey = (botId: string) => ["todo", botId] as const;
const LOOK_MS = 1_000;
const MOST_LOOKS = 90;
const LONGEST_QUESTION = 290;

/** Questions that wait for a better answer, alike ones together. */
export function useTodo(botId: string) {
  return useQuery({
    queryKey: todoKey(botId),
    // Fresh at each visit, but never while one reads what the bot answers now.
    refetchOnMount: "always",
    gcTime: 0,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) =>
      answer(api.GET("/api/bots/{bot_id}/todo", { params: { path: { bot_id: botId } }, signal })),
  });
}

export const keyOf = (group: TodoGroup): string => group.message_ids.join();

/** Takes a group off the list, which can be taken back for a while. */
export function forget(botId: string, group: TodoGroup): void {
  takeOff(keyOf(group), messages.todo.dismissed, () => dismiss(botId, group.message_ids));
}

/** Teaches the bot an answer, then asks the question again: what it answers now. */
export function useTeach(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ group, text }: { group: TodoGroup; text: string }): Promise<Answer> => {
      const question = group.question.slice(0, LONGEST_QUESTION);
      await learned(botId, question, text);
      const body = { bot_id: botId, message: group.question, stream: false };
      const now = (await answer(api.POST("/api/chat", { body }))) as Answer;
      // Whatever it says now, this question was seen to; asked again in vain it comes back by itself.
      await dismiss(botId, group.message_ids);
      return now;
    },
    onSettled: () => client.invalidateQueries({ queryKey: documentsKey(botId) }),
  });
}

async function learned(botId: string, question: string, text: string): Promise<void> {
  const body = { bot_id: botId, pairs: [{ question, answer: text }] };
  let document = await answer(api.POST("/api/upload/qa", { body }));
  for (let looks = 0; underWay(document) && looks < MOST_LOOKS; looks++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const path = { bot_id: botId, document_id: document.document_id };
    document = await answer(api.GET("/api/bots/{bot_id}/documents/{document_id}", { params: { path } }));
  }
  if (document.status !== "ready") {
    throw new Problem(-1, "not_learned", document.message ?? messages.todo.notLearned);
  }
}

function dismiss(botId: string, message_ids: string[]) {
  const params = { path: { bot_id: botId } };
  return answer(api.POST("/api/bots/{bot_id}/todo/dismiss", { params, body: { message_ids }, keepalive: true }));
}
