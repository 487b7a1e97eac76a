import { Button, Group, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useLocation } from "wouter";
import { messages } from "../messages";
import { conversationOf } from "../playground/conversation";

const words = messages.documents.tryIt;

/** A first question right where the documents were read; its answer comes in the playground. */
export function TryIt({ botId }: { botId: string }) {
  const [, navigate] = useLocation();
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const question = String(new FormData(event.currentTarget).get("question")).trim();
    if (!question) return;
    void conversationOf(botId).ask(question);
    navigate(`/bots/${botId}/playground`);
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs" mt="lg" wrap="nowrap">
        <TextInput
          name="question"
          aria-label={words.label}
          placeholder={words.label}
          maxLength={4_000}
          autoComplete="off"
          flex={1}
        />
        <Button type="submit" variant="light">{words.button}</Button>
      </Group>
    </form>
  );
}
