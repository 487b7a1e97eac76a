import { NativeSelect, SimpleGrid, Stack, Text, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Bot } from "../api/client";
import { messages } from "../messages";
import { useModels } from "../settings/models";
import { checks } from "../settings/values";
import { NumberField } from "../shell/NumberField";
import type { Trial } from "./ask";
import { AnswerView } from "./AnswerView";
import { Composer } from "./Composer";
import { Conversation, useTurns } from "./conversation";
import classes from "./Playground.module.css";

const words = messages.playground;
const settings = messages.settings;

interface Side {
  trial: Trial;
  conversation: Conversation;
}

/** One question, answered with two settings at once. */
export default function Compare({ bot }: { bot: Bot }) {
  const [sides] = useState(() => words.sides.map(() => side(bot)));
  const [left, right] = sides as [Side, Side];
  const states = [useTurns(left.conversation), useTurns(right.conversation)].map((turns) => turns.at(-1)?.state);
  const busy = states.some((state) => state === "searching" || state === "writing");
  useEffect(() => () => sides.forEach(({ conversation }) => conversation.stop()), [sides]);
  function ask(question: string): boolean {
    if (sides.some(({ trial }) => unusable(trial))) return false;
    for (const { conversation } of sides) {
      conversation.clear();
      void conversation.ask(question);
    }
    return true;
  }
  return (
    <div className={classes.wide}>
      <Text size="sm" c="dimmed" mb="md">
        {words.compareText}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {sides.map((each, at) => (
          <Column key={at} name={words.sides[at] ?? ""} side={each} onAgain={ask} />
        ))}
      </SimpleGrid>
      <Composer busy={busy} onAsk={ask} onStop={() => sides.forEach(({ conversation }) => conversation.stop())} />
    </div>
  );
}

/** What is wrong with the settings of a side; nothing where they can be tried. */
const unusable = ({ threshold = null }: Trial) => checks.threshold(threshold);

function side({ bot_id, model, instructions, threshold }: Bot): Side {
  const made: Side = {
    trial: { model, instructions, threshold },
    conversation: new Conversation(bot_id, () => made.trial),
  };
  return made;
}

interface ColumnProps {
  name: string;
  side: Side;
  onAgain: (question: string) => void;
}

function Column({ name, side, onAgain }: ColumnProps) {
  const turn = useTurns(side.conversation).at(-1);
  const [trial, setTrial] = useState(side.trial);
  const change = (changes: Trial) => {
    side.trial = { ...side.trial, ...changes };
    setTrial(side.trial);
  };
  return (
    <Stack>
      <Settings name={name} trial={trial} onChange={change} />
      {turn && (
        <section aria-label={words.answerOf(name)} aria-live="polite" aria-busy={turn.state !== "done"}>
          <p className={classes.question}>{turn.question}</p>
          <AnswerView turn={turn} kept={false} onAgain={() => onAgain(turn.question)} />
        </section>
      )}
    </Stack>
  );
}

interface SettingsProps {
  name: string;
  trial: Trial;
  onChange: (changes: Trial) => void;
}

function Settings({ name, trial, onChange }: SettingsProps) {
  const models = useModels(trial.model ?? "auto");
  return (
    <Stack component="fieldset" className={`surface ${classes.side}`} gap="sm">
      <Text component="legend" fw={600} size="sm">
        {words.sideLabel(name)}
      </Text>
      <NativeSelect
        label={settings.model}
        data={models.map((value) => ({ value, label: settings.models[value] ?? value }))}
        value={trial.model ?? "auto"}
        onChange={(event) => onChange({ model: event.currentTarget.value })}
      />
      <Textarea
        label={settings.instructions}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4_000}
        value={trial.instructions ?? ""}
        onChange={(event) => onChange({ instructions: event.currentTarget.value })}
      />
      <NumberField
        label={words.threshold}
        placeholder={words.automatic}
        min={0}
        max={1}
        step={0.05}
        value={trial.threshold ?? ""}
        error={unusable(trial)}
        onChange={(line) => onChange({ threshold: line === "" ? null : line })}
      />
    </Stack>
  );
}
