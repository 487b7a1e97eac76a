import { ActionIcon, Group, Text, Textarea } from "@mantine/core";
import { useState, type FormEvent, type KeyboardEvent } from "react";
import { messages } from "../messages";
import { Square, Up } from "../shell/icons";
import classes from "./Playground.module.css";

const words = messages.playground;
const LONGEST = 4_000;

interface ComposerProps {
  busy: boolean;
  /** False where it can't be asked yet: then it stays written. */
  onAsk: (question: string) => boolean | void;
  onStop: () => void;
}

/** Where a question is written. Enter asks, Shift + Enter begins a new line. */
export function Composer({ busy, onAsk, onStop }: ComposerProps) {
  const [text, setText] = useState("");
  const long = text.trim().length > LONGEST;
  const ready = text.trim() !== "" && !long && !busy;

  function ask(event?: FormEvent): void {
    event?.preventDefault();
    if (!ready) return;
    if (onAsk(text.trim()) !== false) setText("");
  }

  function typed(event: KeyboardEvent): void {
    // Enter that ends the composition of a character, as in Japanese, must not send.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    ask();
  }

  return (
    <form className={classes.composer} onSubmit={ask}>
      <Group gap="xs" align="flex-end" wrap="nowrap" className={classes.field}>
        <Textarea
          aria-label={words.placeholder}
          placeholder={words.placeholder}
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={8}
          flex={1}
          value={text}
          aria-invalid={long}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={typed}
        />
        {busy ? (
          <ActionIcon size={38} radius="xl" variant="default" aria-label={words.stop} onClick={onStop}>
            <Square />
          </ActionIcon>
        ) : (
          <ActionIcon size={38} radius="xl" type="submit" aria-label={words.ask} disabled={!ready}>
            <Up />
          </ActionIcon>
        )}
      </Group>
      <Text size="xs" c={long ? "red" : "dimmed"} mt={6} ta="center" role={long ? "alert" : undefined}>
        {long ? words.tooLong(LONGEST) : words.hint}
      </Text>
    </form>
  );
}
