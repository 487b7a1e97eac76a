import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import { answer } from "../api/reach";
import type { components } from "../api/schema";
import { keep, putAway, send } from "./begun";

export type Transfer = components["schemas"]["Transfer"];
/** Names one transfer. */
export type Moving = Pick<Transfer, "bot_id" | "transfer_id">;

const EVERY_MS = 1_000;
/** The link to an archive counts five minutes. */
const LINK_MS = 240_000;

/** A transfer, looked at again until it is over, then for a fresh link; put away where it is no more. */
export function useTransfer(moving: Moving | undefined) {
  return useQuery({
    queryKey: ["transfer", moving?.transfer_id],
    enabled: moving !== undefined,
    queryFn: ({ signal }) => found(moving?.bot_id ?? "", moving?.transfer_id ?? "", signal),
    refetchInterval: ({ state: { data } }) => (!data || !isOver(data) ? EVERY_MS : data.url ? LINK_MS : false),
  });
}

async function found(bot_id: string, transfer_id: string, signal: AbortSignal): Promise<Transfer> {
  const path = { bot_id, transfer_id };
  try {
    return await answer(api.GET("/api/bots/{bot_id}/transfers/{transfer_id}", { params: { path }, signal }));
  } catch (error) {
    if (error instanceof Problem && [403, 404].includes(error.status)) putAway(transfer_id);
    throw error;
  }
}

export const isOver = ({ status }: Transfer): boolean => status === "done" || status === "failed";

export function useExportBot(botId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST("/api/bots/{bot_id}/export", { params: { path: { bot_id: botId } } })),
    onSuccess: (transfer) => {
      client.setQueryData(["transfer", transfer.transfer_id], transfer);
      keep(transfer);
      return client.invalidateQueries({ queryKey: ["deeds", botId] });
    },
  });
}

/** Begins an import, which sends its archive and then goes on by itself. */
export function useImportBot() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) => {
      const name = file.name.replace(/\.zip$/i, "").slice(0, 100) || "Bot";
      const { transfer, upload } = await answer(api.POST("/api/bots/import", { body: { name, size: file.size } }));
      void send(upload, file, transfer);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["bots"] }),
  });
}
