import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, type BotChanges } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";
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
              <td className={deed.email ? classes.long : undefined}>{who(deed)}</td>
              <td>{words.actions[deed.action]}</td>
              <td className={classes.long}>{what(deed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More list={query} variant="subtle" style={{ alignSelf: "flex-start" }} />
    </Section>
  );
}

type Deed = components["schemas"]["Deed"];

/** To what it was done, in the words of the app. */
function what({ action, detail }: Deed): string {
  if (action === "settings_changed") return detail.split(", ").map(named).join(", ");
  if (action === "todo_dismissed") return words.questions(Number(detail));
  if (action === "test_added" || action === "test_deleted") return words.expects(detail);
  // Its id says nothing to anybody, and it is gone.
  return action === "conversation_deleted" ? "" : detail;
}

function named(setting: string): string {
  return Object.hasOwn(words.settings, setting) ? words.settings[setting as keyof BotChanges] : setting;
}

/** A member's address; of who left, the little of it that is kept. */
function who({ by, email }: Deed) {
  return by === "gone" && email ? `${words.by.gone}: ${email}` : (email ?? words.by[by]);
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
