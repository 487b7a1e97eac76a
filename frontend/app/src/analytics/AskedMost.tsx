import { Anchor, Button, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import classes from "./Analytics.module.css";
import { useAsked, type Asked } from "./queries";

const words = messages.analytics;
const AT_ONCE = 20;

/** What people ask, and which documents answer it. */
export function AskedMost({ botId, days }: { botId: string; days: number }) {
  const { data, error, isPending, refetch } = useAsked(botId, days);
  if (isPending) return <Waiting>{words.loadingAsked}</Waiting>;
  if (!data) return <ProblemNote error={error} retry={() => void refetch()} />;
  return (
    <Stack>
      <Section title={words.top}>
        <Text size="sm" c="dimmed">
          {words.topText(data.read)}
        </Text>
        <Columns names={[words.questions, words.times, words.answeredOf]}>
          {data.questions.map((each) => (
            <tr key={each.conversation_id + each.question}>
              <td>
                <Anchor component={Link} to={`/bots/${botId}/conversations?open=${each.conversation_id}`} inherit>
                  {each.question}
                </Anchor>
              </td>
              <td className="figures">{each.count}</td>
              <td className="figures">{each.answered}</td>
            </tr>
          ))}
        </Columns>
      </Section>
      <Used asked={data} />
    </Stack>
  );
}

function Used({ asked }: { asked: Asked }) {
  const [most, setMost] = useState(AT_ONCE);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Section title={words.cited}>
        {asked.cited.length === 0 ? (
          <Text c="dimmed">{words.citedNone}</Text>
        ) : (
          <Columns names={[words.document, words.answers]}>
            {asked.cited.map((each) => (
              <tr key={each.document_id}>
                <td>{each.filename}</td>
                <td className="figures">{each.answers}</td>
              </tr>
            ))}
          </Columns>
        )}
      </Section>
      <Section title={words.unused}>
        <Text size="sm" c="dimmed">
          {asked.unused.length ? words.unusedText : words.unusedNone}
        </Text>
        <ul className={classes.unused}>
          {asked.unused.slice(0, most).map((each) => (
            <li key={each.document_id}>{each.filename}</li>
          ))}
        </ul>
        {asked.unused.length > most && (
          <Button variant="subtle" style={{ alignSelf: "start" }} onClick={() => setMost(most + AT_ONCE)}>
            {messages.more}
          </Button>
        )}
      </Section>
    </SimpleGrid>
  );
}

function Columns({ names, children }: { names: string[]; children: ReactNode }) {
  return (
    <table className="table" style={{ overflowWrap: "anywhere" }}>
      <thead style={{ overflowWrap: "normal" }}>
        <tr>
          {names.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
