import { Text } from "@mantine/core";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { CopyButton } from "./CopyButton";
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
