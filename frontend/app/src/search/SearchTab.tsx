import { Button, Stack, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useSearchParams } from "wouter";
import type { Bot } from "../api/client";
import { mayEdit } from "../bots/rights";
import { useShownBot } from "../bots/shown";
import { messages } from "../messages";
import { MakeTest } from "../pinned/MakeTest";
import { Pinned } from "../pinned/Pinned";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { Bar } from "./Bar";
import { Hit } from "./Hit";
import { useSearch, type Found } from "./queries";
import classes from "./Search.module.css";

const words = messages.search;
const LONGEST = 4000;

export function Component() {
  const bot = useShownBot();
  const [params, setParams] = useSearchParams();
  const asked = params.get("q") ?? "";
  const [query, setQuery] = useState(asked);
  const search = useSearch(bot.bot_id, asked);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (query.trim() === asked) void search.refetch();
    else setParams({ q: query.trim() }, { replace: true });
  };
  return (
    <Stack gap="xl" component="section" aria-label={words.title}>
      <VisuallyHidden component="h2">{words.title}</VisuallyHidden>
      <Text c="dimmed">{words.intro}</Text>
      <form className={classes.form} onSubmit={submit} role="search">
        <TextInput
          label={words.query}
          value={query}
          maxLength={LONGEST}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <Button type="submit" loading={search.isFetching} disabled={!query.trim()}>
          {words.button}
        </Button>
      </form>
      <ProblemNote error={search.error} />
      {search.isLoading && <Waiting>{words.working}</Waiting>}
      {search.data && <Results bot={bot} query={asked} found={search.data} />}
      {mayEdit(bot) && <Pinned bot={bot} />}
    </Stack>
  );
}

function verdict(found: Found): string {
  if (found.curated) return words.curated;
  if (found.answers) return words.answers;
  return found.confidence < found.threshold ? words.refuses : words.unquoted;
}

function Results({ bot, query, found }: { bot: Bot; query: string; found: Found }) {
  if (found.matches.length === 0) return <Text role="status">{words.none}</Text>;
  return (
    <>
      <div className={`surface ${classes.verdict}`} role="status">
        <Text fw={600}>
          {verdict(found)}
        </Text>
        <Bar label={words.sureness} value={found.confidence} line={found.threshold} />
        <Text size="sm" c="dimmed">
          {words.sure(found.confidence.toFixed(2), found.threshold.toFixed(2))}
        </Text>
      </div>
      {mayEdit(bot) && <MakeTest key={query} botId={bot.bot_id} question={query} />}
      <section aria-label={words.matches}>
        <Text size="sm" c="dimmed" mb="md">
          {words.count(found.matches.length)}
        </Text>
        <ol className={classes.hits}>
          {found.matches.map((match) => (
            <Hit key={match.chunk_id} match={match}>
              {mayEdit(bot) && (
                <MakeTest key={query} botId={bot.bot_id} question={query} filename={match.filename} />
              )}
            </Hit>
          ))}
        </ol>
      </section>
    </>
  );
}
