import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { moment } from "../documents/words";
import { messages } from "../messages";
import { failed, More } from "../shell/More";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { Section } from "./Section";
import classes from "./Settings.module.css";

const words = messages.history;

/** What was done to the bot, newest first. */
export function History({ botId }: { botId: string }) {
  const query = useDeeds(botId);
  const deeds = query.data?.pages.flatMap((page) => page.deeds) ?? [];
  return (
    <Section title={words.title}>
      <Text c="dimmed">{words.text}</Text>
      {query.isPending && <Waiting>{messages.loading}</Waiting>}
      <ProblemNote error={failed(query)} retry={() => void query.refetch()} />
      <table className={`table ${classes.deeds}`} aria-label={words.title}>
        <tbody>
          {deeds.map((deed) => (
            <tr key={deed.deed_id}>
              <td>{moment(deed.at)}</td>
              <td style={{ overflowWrap: "anywhere" }}>{deed.email ?? words.by[deed.by]}</td>
              <td>{words.actions[deed.action]}</td>
              <td style={{ overflowWrap: "anywhere" }}>{deed.detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More list={query} variant="subtle" style={{ alignSelf: "flex-start" }} />
    </Section>
  );
}

function useDeeds(botId: string) {
  return useInfiniteQuery({
    queryKey: ["deeds", botId],
    initialPageParam: "",
    staleTime: 0,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/bots/{bot_id}/audit", {
          params: { path: { bot_id: botId }, query: { limit: 20, ...(pageParam && { next: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}
