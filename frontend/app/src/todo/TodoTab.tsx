import { Alert, Badge, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { TodoGroup } from "../api/client";
import { useShownBot } from "../bots/shown";
import { messages } from "../messages";
import { Written } from "../playground/Written";
import { Leaving } from "../settings/Leaving";
import { useGone } from "../shell/gone";
import { Check } from "../shell/icons";
import { keepsFocus } from "../shell/keepsFocus";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { forget, keyOf, useTeach, useTodo } from "./queries";
import classes from "./Todo.module.css";

const words = messages.todo;

const AT_ONCE = 20;
// The sources that they count are not shown here.
const MARKS = /\s*\[\d+\]/g;

export function Component() {
  const bot = useShownBot();
  const [most, setMost] = useState(AT_ONCE);
  const { data, error, isPending, refetch } = useTodo(bot.bot_id);
  const dismissed = useGone();
  const [written, setWritten] = useState<ReadonlySet<string>>(new Set());
  const write = (key: string, some: boolean) =>
    setWritten((before) => new Set([...[...before].filter((each) => each !== key), ...(some ? [key] : [])]));
  if (isPending) return <Waiting>{words.loading}</Waiting>;
  if (!data) return <ProblemNote error={error} retry={() => void refetch()} />;
  const groups = data.groups.filter((group) => !dismissed.has(keyOf(group)));
  return (
    <Stack maw={720}>
      <Text c="dimmed">{groups.length ? words.text : words.none}</Text>
      <ul ref={keepsFocus} className={classes.list} aria-label={words.title}>
        {groups.slice(0, most).map((group) => (
          <li key={keyOf(group)} className={classes.group}>
            <Waits
              botId={bot.bot_id}
              group={group}
              onWritten={(some) => write(keyOf(group), some)}
              onDismiss={() => {
                write(keyOf(group), false);
                forget(bot.bot_id, group);
              }}
            />
          </li>
        ))}
      </ul>
      {groups.length > most && (
        <Button variant="default" onClick={() => setMost(most + AT_ONCE)}>
          {messages.more}
        </Button>
      )}
      <Leaving dirty={written.size > 0} />
    </Stack>
  );
}

interface WaitsProps {
  botId: string;
  group: TodoGroup;
  /** Is told whether an answer stands there that is not taught. */
  onWritten: (some: boolean) => void;
  onDismiss: () => void;
}

function Waits({ botId, group, onWritten, onDismiss }: WaitsProps) {
  const [text, setText] = useState("");
  const teach = useTeach(botId);
  function submit(event: FormEvent): void {
    event.preventDefault();
    onWritten(false);
    teach.mutate({ group, text: text.trim() });
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <About group={group} />
        {teach.data ? (
          <Alert variant="light" color={teach.data.answered ? "pine" : "yellow"} icon={<Check />} role="status">
            <Text size="sm" fw={600}>
              {teach.data.answered ? words.answers : words.stillNot}
            </Text>
            <Written
              text={teach.data.answer.replace(MARKS, "")}
              citations={teach.data.citations}
              model={teach.data.model}
              onShow={() => undefined}
            />
          </Alert>
        ) : (
          <>
            <Textarea
              label={words.answer}
              autosize
              minRows={2}
              maxLength={8_000}
              value={text}
              onChange={({ currentTarget: { value } }) => {
                setText(value);
                onWritten(value.trim() !== "");
              }}
            />
            <ProblemNote error={teach.error} />
            {teach.isPending && (
              <Text size="sm" c="dimmed" role="status">
                {words.teaching}
              </Text>
            )}
            <Group>
              <Button type="submit" loading={teach.isPending} disabled={!text.trim()}>
                {words.teach}
              </Button>
              <Button variant="subtle" disabled={teach.isPending} onClick={onDismiss}>
                {words.dismiss}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </form>
  );
}

function About({ group }: { group: TodoGroup }) {
  const others = group.questions.filter((question) => question !== group.question);
  return (
    <>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text fw={600}>{group.question}</Text>
        <Badge variant="light" flex="none">{words.times(group.count)}</Badge>
      </Group>
      {others.length > 0 && (
        <Text size="sm" c="dimmed">
          {words.also} {others.join(" · ")}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {group.reasons.map((reason) => words.reasons[reason]).join(" · ")}
      </Text>
      {group.comments.map((comment, at) => (
        <Text key={at} size="sm" fs="italic">
          “{comment}”
        </Text>
      ))}
    </>
  );
}
