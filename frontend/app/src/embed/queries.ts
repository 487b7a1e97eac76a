import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";

/** The tag that puts the bot on a page. */
export function useEmbed(botId: string) {
  return useQuery({
    queryKey: ["embed", botId],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/bots/{bot_id}/embed", { params: { path: { bot_id: botId } }, signal })),
  });
}
