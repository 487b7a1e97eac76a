import { Button, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { Check, Copy } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import classes from "./Embed.module.css";
import { useEmbed } from "./queries";

const words = messages.embed;

/** The line to paste, and a button that copies it. */
export function Snippet({ botId }: { botId: string }) {
  const { data, error, isPending, refetch } = useEmbed(botId);
  return (
    <Section title={words.step2}>
      <Text c="dimmed">{words.step2Text}</Text>
      {isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={error} retry={() => void refetch()} />
      {data && (
        <>
          <pre className={classes.snippet} aria-label={words.snippet} tabIndex={0}>
            <code>{data.script}</code>
          </pre>
          <CopyButton text={data.script} />
        </>
      )}
    </Section>
  );
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      notifications.show({ color: "yellow", message: words.copyFailed });
    }
  }
  return (
    <Button
      variant={copied ? "light" : "filled"}
      leftSection={copied ? <Check /> : <Copy />}
      style={{ alignSelf: "flex-start" }}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{copied ? words.copied : words.copy}</span>
    </Button>
  );
}
