import { Tabs, Text } from "@mantine/core";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { CopyButton } from "./CopyButton";
import classes from "./Embed.module.css";
import { type Embedding, useEmbed } from "./queries";

const words = messages.embed;
type Form = keyof typeof words.forms;

/** What to paste, in each form, and a button that copies it. */
export function Snippet({ botId }: { botId: string }) {
  const { data, error, isPending, refetch } = useEmbed(botId);
  return (
    <Section title={words.step2}>
      {isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={error} retry={() => void refetch()} />
      {data && <Forms texts={snippets(botId, data)} />}
    </Section>
  );
}

function Forms({ texts }: { texts: [Form, string][] }) {
  return (
    <Tabs defaultValue="bubble" keepMounted={false}>
      <Tabs.List aria-label={words.formsLabel}>
        {texts.map(([form]) => (
          <Tabs.Tab key={form} value={form}>
            {words.forms[form][0]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {texts.map(([form, text]) => (
        <Tabs.Panel key={form} value={form} pt="md">
          <Text c="dimmed">{words.forms[form][1]}</Text>
          <pre className={classes.snippet} aria-label={words.snippet} tabIndex={0}>
            <code>{text}</code>
          </pre>
          <CopyButton text={text} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** What is pasted, by form; what the deployment does not offer is left out. */
function snippets(botId: string, data: Embedding): [Form, string][] {
  const { script, inline, pinned, widget_url, api_url } = data;
  const react = `import { DocentChat } from "docent-react";

<DocentChat
  src="${widget_url}"
  bot="${botId}"
  api="${api_url}"
/>`;
  const all: [Form, string | undefined][] = [
    ["bubble", script],
    ["inline", inline],
    ["react", react],
    ["pinned", pinned],
  ];
  return all.filter((each): each is [Form, string] => each[1] !== undefined);
}
