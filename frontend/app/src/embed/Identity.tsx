import { Button, Group, Text } from "@mantine/core";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { useIdentity, useRotateIdentity, useStopIdentity } from "./queries";
import { Shown } from "./Shown";

const words = messages.identity;

/** Whether the bot takes its site's word for who a visitor is, and the secret that the site signs with. */
export function Identity({ botId }: { botId: string }) {
  const { data, error, isPending, refetch } = useIdentity(botId);
  const rotate = useRotateIdentity(botId);
  const stop = useStopIdentity(botId);
  return (
    <Section title={words.title}>
      <Text c="dimmed">{words.text}</Text>
      {isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={error} retry={() => void refetch()} />
      {data && <Text size="sm">{data.active ? words.on : words.off}</Text>}
      {rotate.data && data?.active && (
        <Shown title={words.made} text={words.madeText} label={words.secret} secret={rotate.data.secret} />
      )}
      <Group>
        <Button variant="light" loading={rotate.isPending} onClick={() => rotate.mutate()}>
          {data?.active ? words.rotate : words.start}
        </Button>
        {data?.active && (
          <Button variant="subtle" loading={stop.isPending} onClick={() => stop.mutate()}>
            {words.stop}
          </Button>
        )}
      </Group>
      <ProblemNote error={rotate.error ?? stop.error} />
    </Section>
  );
}
