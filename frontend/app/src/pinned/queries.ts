import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";

export type Test = components["schemas"]["Test"];
export type NewTest = components["schemas"]["NewTest"];

const TESTS = "/api/bots/{bot_id}/tests";
const testsKey = (botId: string) => ["tests", botId] as const;

/** The bot's test questions, newest first, with their last results. */
export function useTests(botId: string) {
  return useQuery({
    queryKey: testsKey(botId),
    queryFn: ({ signal }) => answer(api.GET(TESTS, { params: { path: { bot_id: botId } }, signal })),
  });
}

export function useAddTest(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewTest) => answer(api.POST(TESTS, { params: { path: { bot_id: botId } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: testsKey(botId) }),
  });
}

/** Deletes a test, also when the page goes meanwhile. */
export function deleteTest(botId: string, testId: string) {
  const params = { path: { bot_id: botId, test_id: testId } };
  return answer(api.DELETE(`${TESTS}/{test_id}`, { params, keepalive: true }));
}

/** Asks them all; what comes back stands in the list at once. */
export function useRunTests(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST(`${TESTS}/run`, { params: { path: { bot_id: botId } } })),
    onSuccess: (ran) => client.setQueryData(testsKey(botId), ran),
    onError: () => client.invalidateQueries({ queryKey: testsKey(botId) }),
  });
}
