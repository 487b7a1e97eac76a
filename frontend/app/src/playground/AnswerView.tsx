import { Alert, Group, Loader, Text } from "@mantine/core";
import { useState } from "react";
import type { Answer } from "../api/client";
import { messages } from "../messages";
import { Quote } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import type { Turn } from "./conversation";
import classes from "./Playground.module.css";
import { Rating } from "./Rating";
import { Sources } from "./Sources";
import { Written } from "./Written";

const words = messages.playground;

interface AnswerViewProps {
  turn: Turn;
  /** Asks once more; not there while another answer is under way. */
  onAgain?: () => void;
  /** Whether it is in the log, where votes are kept. */
  kept?: boolean;
}

/** An answer while it is written and after: its text, what it rests on, and how it came about. */
export function AnswerView({ turn, onAgain, kept = true }: AnswerViewProps) {
  const [shown, setShown] = useState<number>();
  const { id, state, text, citations, whole } = turn;
  return (
    <div className={classes.answer} data-state={state}>
      {state === "searching" && <Busy>{words.searching}</Busy>}
      {text && <Written text={text} citations={citations} model={whole?.model} onShow={setShown} />}
      {state === "writing" && <Busy>{words.writing}</Busy>}
      {state === "stopped" && <Text c="dimmed">{words.stopped}</Text>}
      <ProblemNote error={turn.problem} {...(onAgain && { retry: onAgain })} />
      {whole && !whole.answered && <Note>{words.unanswered}</Note>}
      {whole?.answered && whole.model === "extractive" && <Note>{words.quotesOnly}</Note>}
      {whole?.cut_short && <Note>{words.cutShort}</Note>}
      {citations.length > 0 && <Sources turn={id} citations={citations} shown={shown} onShow={setShown} />}
      {whole && kept && (
        <Rating key={whole.message_id} messageId={whole.message_id}>
          <Facts whole={whole} />
        </Rating>
      )}
      {whole && !kept && <Facts whole={whole} />}
    </div>
  );
}

function Busy({ children }: { children: string }) {
  return (
    <Group gap="xs" my={4}>
      <Loader size="xs" type="dots" />
      <Text size="sm" c="dimmed">
        {children}
      </Text>
    </Group>
  );
}

function Note({ children }: { children: string }) {
  return (
    <Alert variant="light" color="gray" icon={<Quote />} my="sm" p="xs">
      <Text size="sm">{children}</Text>
    </Alert>
  );
}

function Facts({ whole: { model, usage, timings_ms } }: { whole: Answer }) {
  const { total } = timings_ms;
  const { input_tokens, output_tokens, cost_usd } = usage;
  const facts = [
    model !== "none" && model !== "extractive" && model,
    total !== undefined && words.took(total),
    input_tokens + output_tokens > 0 && words.spent(input_tokens, output_tokens, cost_usd),
  ];
  return (
    <Text size="xs" c="dimmed" className="figures">
      {facts.filter(Boolean).join(" · ")}
    </Text>
  );
}
