import { Button, Group, Switch, Text } from "@mantine/core";
import type { Bot } from "../api/client";
import { useChangeBot } from "../bots/queries";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { takeOff, useGone } from "../shell/gone";
import { Again } from "../shell/icons";
import { keepsFocus } from "../shell/keepsFocus";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { NewTest } from "./NewTest";
import classes from "./Pinned.module.css";
import { deleteTest, useRunTests, useTests, type Test } from "./queries";
import { stateOf, TestRow } from "./TestRow";

const words = messages.pinned;

/** Questions that the bot must not lose: run, add, delete, and whether they keep documents out. */
export function Pinned({ bot }: { bot: Bot }) {
  const { data, error, isPending, refetch } = useTests(bot.bot_id);
  const gone = useGone();
  const tests = data?.tests.filter((test) => !gone.has(test.test_id)) ?? [];
  return (
    <Section title={words.title}>
      <Text c="dimmed">{words.text}</Text>
      {isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={error} retry={() => void refetch()} />
      {data && tests.length === 0 && <Text>{words.none}</Text>}
      {tests.length > 0 && <Tests bot={bot} tests={tests} />}
      <NewTest botId={bot.bot_id} />
      <Block bot={bot} />
    </Section>
  );
}

function Tests({ bot, tests }: { bot: Bot; tests: Test[] }) {
  const run = useRunTests(bot.bot_id);
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
      <ProblemNote error={run.error} />
      <ul ref={keepsFocus} className={classes.list} aria-label={words.title}>
        {tests.map((test) => (
          <TestRow
            key={test.test_id}
            test={test}
            onDelete={() => takeOff(test.test_id, words.removed(test.question), () => deleteTest(bot.bot_id, test.test_id))}
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
