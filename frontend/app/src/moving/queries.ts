import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";
import { post } from "../documents/post";

export type Transfer = components["schemas"]["Transfer"];
/** Names one transfer. */
export type Moving = Pick<Transfer, "bot_id" | "transfer_id">;

const EVERY_MS = 1_000;

/** A transfer, looked at again until it is over. */
export function useTransfer(moving: Moving | undefined) {
  return useQuery({
    queryKey: ["transfer", moving?.transfer_id],
    enabled: moving !== undefined,
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/bots/{bot_id}/transfers/{transfer_id}", {
          params: { path: { bot_id: moving?.bot_id ?? "", transfer_id: moving?.transfer_id ?? "" } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : EVERY_MS),
  });
}

export const isOver = ({ status }: Transfer): boolean => status === "done" || status === "failed";

export function useExportBot(botId: string) {
  const client = useQueryClient();
  return useMutation({
    onSuccess: () => client.invalidateQueries({ queryKey: ["deeds", botId] }),
    mutationFn: () => answer(api.POST("/api/bots/{bot_id}/export", { params: { path: { bot_id: botId } } })),
  });
}

/** Sends an archive; `sent` hears the share of it, 0 to 1. Comes back with the import that goes on by itself. */
export function useImportBot(sent: (share: number) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) => {
      const name = file.name.replace(/\.zip$/i, "").slice(0, 100) || "Bot";
      const { transfer, upload } = await answer(api.POST("/api/bots/import", { body: { name, size: file.size } }));
      await post(upload, file, sent);
      return transfer;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["bots"] }),
  });
}
