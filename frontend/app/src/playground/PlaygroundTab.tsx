import { Button, Group, VisuallyHidden } from "@mantine/core";
import { Suspense, useEffect, useRef, type ReactNode } from "react";
import { useSearchParams } from "wouter";
import type { Bot } from "../api/client";
import { mayEdit } from "../bots/rights";
import { useShownBot } from "../bots/shown";
import { messages } from "../messages";
import { Again } from "../shell/icons";
import { lazily } from "../shell/lazily";
import { Waiting } from "../shell/Waiting";
import { AnswerView } from "./AnswerView";
import { Composer } from "./Composer";
import { useConversation, type Turn } from "./conversation";
import classes from "./Playground.module.css";
import { Welcome } from "./Welcome";

const words = messages.playground;
const Compare = lazily(() => import("./Compare"));

export function Component() {
  const bot = useShownBot();
  const [search, setSearch] = useSearchParams();
  const comparing = mayEdit(bot) && search.has("compare");
  const other = mayEdit(bot) && (
    <Button variant="subtle" size="compact-sm" onClick={() => setSearch(comparing ? {} : { compare: "" })}>
      {comparing ? words.single : words.compare}
    </Button>
  );
  if (!comparing) return <Talk bot={bot} other={other} />;
  return (
    <>
      <Group justify="flex-end">{other}</Group>
      <Suspense fallback={<Waiting>{messages.loading}</Waiting>}>
        <Compare key={bot.bot_id} bot={bot} />
      </Suspense>
    </>
  );
}

interface TalkProps {
  bot: Bot;
  /** The way to the other view. */
  other: ReactNode;
}

function Talk({ bot, other }: TalkProps) {
  const [conversation, turns] = useConversation(bot.bot_id);
  const last = turns.at(-1);
  const busy = last?.state === "searching" || last?.state === "writing";
  const ask = (question: string) => void conversation.ask(question);
  useFollowing(turns.length);
  return (
    <div className={classes.room}>
      <Group gap={0}>
        {turns.length > 0 && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<Again size={16} />}
            onClick={() => conversation.clear()}
          >
            {words.fresh}
          </Button>
        )}
        <div className={classes.other}>{other}</div>
      </Group>
      {turns.length === 0 && <Welcome bot={bot} onAsk={ask} />}
      <ol className={classes.turns} aria-label={words.conversation}>
        {turns.map((turn) => (
          <li key={turn.id}>
            <p className={classes.question}>
              <VisuallyHidden>{words.you}: </VisuallyHidden>
              {turn.question}
            </p>
            <AnswerView turn={turn} {...(!busy && { onAgain: () => conversation.again(turn) })} />
          </li>
        ))}
      </ol>
      <VisuallyHidden role="status">{last && spoken(last)}</VisuallyHidden>
      <Composer busy={busy} onAsk={ask} onStop={() => conversation.stop()} />
    </div>
  );
}

/** What a screen reader hears: the stages, then the answer once, not word by word. */
function spoken({ state, text }: Turn): string {
  if (state === "searching") return words.searching;
  if (state === "writing") return words.writing;
  if (state === "done") return `${text} ${words.done}`;
  return state === "stopped" ? words.stopped : "";
}

/** Keeps the end in view while the conversation grows, unless the reader has scrolled away from it. */
function useFollowing(turns: number): void {
  const atEnd = useRef(true);
  useEffect(() => {
    const look = () => {
      const { scrollHeight } = document.documentElement;
      atEnd.current = scrollHeight - window.scrollY - window.innerHeight < 80;
    };
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    if (turns === 0) return;
    atEnd.current = true;
    const growth = new ResizeObserver(() => {
      if (atEnd.current) window.scrollTo({ top: document.documentElement.scrollHeight });
    });
    growth.observe(document.body);
    return () => growth.disconnect();
  }, [turns]);
}
