import { Button, Group, Switch, Text } from "@mantine/core";
import type { Bot } from "../api/client";
import { useChangeBot } from "../bots/queries";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { Again } from "../shell/icons";
import { offerUndo } from "../shell/offerUndo";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { NewTest } from "./NewTest";
import classes from "./Pinned.module.css";
import { useAddTest, useDeleteTest, useRunTests, useTests, type Test } from "./queries";
import { stateOf, TestRow } from "./TestRow";

const words = messages.pinned;

/** Questions that the bot must not lose: run, add, delete, and whether they keep documents out. */
export function Pinned({ bot }: { bot: Bot }) {
  const { data, error, isPending, refetch } = useTests(bot.bot_id);
  return (
    <Section title={words.title}>
      <Text c="dimmed">{words.text}</Text>
      {isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={error} retry={() => void refetch()} />
      {data && (data.tests.length > 0 ? <Tests bot={bot} tests={data.tests} /> : <Text>{words.none}</Text>)}
      <NewTest botId={bot.bot_id} />
      <Block bot={bot} />
    </Section>
  );
}

function Tests({ bot, tests }: { bot: Bot; tests: Test[] }) {
  const run = useRunTests(bot.bot_id);
  const remove = useDeleteTest(bot.bot_id);
  const add = useAddTest(bot.bot_id);
  function drop({ test_id, question, filename }: Test): void {
    const same = { question, ...(filename === null ? { refusal: true } : { filename }) };
    // A promise, for with the last test this component is gone, and with it what `mutate` would call back.
    const offer = () => offerUndo(words.removed(question), () => add.mutate(same));
    remove.mutateAsync(test_id).then(offer, () => undefined);
  }
  return (
    <>
      <Group justify="space-between">
        <Text fw={600} role="status">
          {run.isPending ? words.running : tally(tests)}
        </Text>
        <Button leftSection={<Again size={16} />} loading={run.isPending} onClick={() => run.mutate()}>
          {words.run}
        </Button>
      </Group>
      <ProblemNote error={run.error ?? remove.error ?? add.error} />
      <ul className={classes.list} aria-label={words.title}>
        {tests.map((test) => (
          <TestRow
            key={test.test_id}
            test={test}
            busy={remove.isPending && remove.variables === test.test_id}
            onDelete={() => drop(test)}
          />
        ))}
      </ul>
    </>
  );
}

/** "3 of 4 right, 1 newly wrong"; nothing before a run. */
function tally(tests: Test[]): string {
  const states = tests.map(stateOf).filter((state) => state !== "unasked");
  if (states.length === 0) return "";
  const count = (wanted: string) => states.filter((state) => state === wanted).length;
  return words.tally(count("right"), states.length) + words.lost(count("lost"));
}

function Block({ bot }: { bot: Bot }) {
  const change = useChangeBot(bot.bot_id);
  const wanted = change.isPending ? change.variables.tests_block : bot.tests_block;
  return (
    <div>
      <Switch
        label={words.block}
        description={words.blockText}
        checked={wanted ?? false}
        disabled={change.isPending}
        onChange={(event) => change.mutate({ tests_block: event.currentTarget.checked })}
      />
      <ProblemNote error={change.error} />
    </div>
  );
}
