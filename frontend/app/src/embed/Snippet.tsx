import { NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { CopyButton } from "./CopyButton";
import classes from "./Embed.module.css";
import { useEmbed } from "./queries";

const words = messages.embed;
const forms = ["script", "inline", "frame", "react", "pinned"] as const;
type Form = (typeof forms)[number];

/** What to paste for each way to show the bot, and a button that copies it. */
export function Snippet({ botId }: { botId: string }) {
  const { data, error, isPending, refetch } = useEmbed(botId);
  const [form, choose] = useState<Form>("script");
  const offered = forms.filter((each) => data?.[each]).map((each) => ({ value: each, label: words.forms[each].name }));
  const text = data?.[form] ?? "";
  return (
    <Section title={words.step2}>
      {isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={error} retry={() => void refetch()} />
      {data && (
        <>
          <NativeSelect
            label={words.form}
            data={offered}
            value={form}
            onChange={(event) => choose(event.currentTarget.value as Form)}
          />
          <Text c="dimmed">{words.forms[form].where}</Text>
          <pre className={classes.snippet} aria-label={words.snippet} tabIndex={0}>
            <code>{text}</code>
          </pre>
          <CopyButton key={form} text={text} />
        </>
      )}
    </Section>
  );
}
