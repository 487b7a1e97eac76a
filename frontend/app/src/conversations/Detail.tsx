import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { LoggedTurn } from "../api/client";
import { moment } from "../documents/words";
import { messages } from "../messages";
import { MakeTest } from "../pinned/MakeTest";
import playground from "../playground/Playground.module.css";
import { Sources } from "../playground/Sources";
import { Written } from "../playground/Written";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { Drawer } from "../shell/Dialog";
import { Bin } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { useParts } from "../shell/useParts";
import { useViewing } from "../viewer/viewing";
import classes from "./Conversations.module.css";
import { useConversation, useForgetConversation } from "./queries";

const QUESTIONS = 25;
const words = messages.conversations;

interface DetailProps {
  botId: string;
  /** Which conversation; none while the drawer is closed. */
  conversationId: string | undefined;
  onClose: () => void;
}

/** One conversation as it went, with what was cited and how it was liked. */
export function Detail({ botId, conversationId, onClose }: DetailProps) {
  const { viewing } = useViewing();
  return (
    <Drawer
      opened={conversationId !== undefined}
      onClose={onClose}
      title={words.one}
      position="right"
      size="lg"
      closeOnEscape={!viewing}
      trapFocus={!viewing}
    >
      {conversationId && <Whole botId={botId} conversationId={conversationId} onClose={onClose} />}
    </Drawer>
  );
}

function Whole({ botId, conversationId, onClose }: DetailProps & { conversationId: string }) {
  const { data, error, isPending, refetch } = useConversation(botId, conversationId);
  const forget = useForgetConversation(botId);
  const [doomed, setDoomed] = useState(false);
  const [turns, more] = useParts(data?.messages ?? [], QUESTIONS);
  if (isPending) return <Waiting>{words.loading}</Waiting>;
  if (!data) return <ProblemNote error={error} retry={() => void refetch()} />;
  return (
    <Stack>
      <ol className={classes.turns}>
        {turns.map((turn, at) => (
          <li key={turn.message_id}>
            <Said botId={botId} turn={turn} at={at} />
          </li>
        ))}
      </ol>
      {more}
      <Group justify="flex-end">
        <Button variant="subtle" color="red" leftSection={<Bin />} onClick={() => setDoomed(true)}>
          {words.forget.button}
        </Button>
      </Group>
      <ConfirmDialog
        opened={doomed}
        title={words.forget.title}
        text={words.forget.text}
        button={words.forget.button}
        working={words.forget.working}
        busy={forget.isPending}
        error={forget.error}
        onClose={() => setDoomed(false)}
        onConfirm={() => forget.mutate(conversationId, { onSuccess: onClose })}
      />
    </Stack>
  );
}

function Said({ botId, turn, at }: { botId: string; turn: LoggedTurn; at: number }) {
  const [shown, setShown] = useState<number>();
  const facts = [
    moment(turn.created_at),
    turn.stopped && words.stopped,
    !turn.answered && !turn.stopped && words.unanswered,
    turn.rating && words.ratings[turn.rating],
    turn.page,
    turn.passed_on_at && words.passedOn(moment(turn.passed_on_at)),
  ];
  return (
    <>
      <p className={playground.question}>{turn.question}</p>
      <Written text={turn.answer} citations={turn.citations} model={turn.model} onShow={setShown} />
      {turn.contact && <Contact contact={turn.contact} />}
      {turn.comment && <Text fs="italic">“{turn.comment}”</Text>}
      <Text size="xs" c="dimmed" mb="xs" className="figures">
        {facts.filter(Boolean).join(" · ")}
      </Text>
      {turn.citations.length > 0 && (
        <Sources turn={at} citations={turn.citations} shown={shown} onShow={setShown} />
      )}
      {!turn.stopped && <MakeTest botId={botId} question={turn.question} filename={turn.citations[0]?.filename} />}
    </>
  );
}

/** What a visitor left of themselves. */
function Contact({ contact }: { contact: Record<string, string> }) {
  const fields: Record<string, string> = messages.settings.reach.field;
  return (
    <dl className={classes.contact} aria-label={words.contact}>
      {Object.entries(contact).map(([name, value]) => (
        <div key={name}>
          <dt>{fields[name] ?? name}</dt>
          <dd>{name === "email" ? <a href={`mailto:${value}`}>{value}</a> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
