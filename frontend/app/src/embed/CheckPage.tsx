import { Alert, Button, Group, List, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { Check } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { useCheckPage } from "./queries";

const words = messages.embed;

/** Fetches a page of the builder's and says what keeps the bot from it, if anything does. */
export function CheckPage({ botId }: { botId: string }) {
  const [url, setUrl] = useState("");
  const check = useCheckPage(botId);
  const wanted = url.trim();
  function submit(event: FormEvent): void {
    event.preventDefault();
    check.mutate(/^https?:\/\//i.test(wanted) ? wanted : `https://${wanted}`);
  }
  return (
    <Section title={words.check}>
      <Text c="dimmed">{words.checkText}</Text>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="xs">
          <TextInput
            flex={1}
            miw={200}
            label={words.page}
            placeholder={words.pagePlaceholder}
            inputMode="url"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <Button type="submit" variant="light" loading={check.isPending} disabled={!wanted}>
            {words.checkButton}
          </Button>
        </Group>
      </form>
      {check.isPending && <Waiting>{words.checking}</Waiting>}
      <ProblemNote error={check.error} />
      {check.data && <Result found={check.data} />}
    </Section>
  );
}

type Found = NonNullable<ReturnType<typeof useCheckPage>["data"]>;

function Result({ found: { url, problems } }: { found: Found }) {
  if (problems.length === 0) {
    return (
      <Alert variant="light" color="pine" icon={<Check />} role="status">
        {words.works(url)}
      </Alert>
    );
  }
  return (
    <Alert variant="light" color="yellow" title={words.found(url)} role="status">
      <List size="sm" spacing="xs">
        {problems.map((code) => (
          <List.Item key={code}>{words.problems[code]}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
