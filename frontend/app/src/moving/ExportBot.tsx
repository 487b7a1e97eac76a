import { Alert, Button, Group, Text } from "@mantine/core";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ProblemNote } from "../shell/ProblemNote";
import { size } from "../documents/words";
import { HowFar } from "./HowFar";
import { useExportBot, useTransfer } from "./queries";

const words = messages.moving.export;

/** The whole bot as one file to download. */
export function ExportBot({ botId }: { botId: string }) {
  const begin = useExportBot(botId);
  const { data, error, refetch } = useTransfer(begin.data);
  const transfer = data ?? begin.data;
  const busy = begin.isPending || transfer?.status === "waiting" || transfer?.status === "running";
  return (
    <Section title={words.title}>
      <Text c="dimmed">{words.text}</Text>
      {transfer && <HowFar transfer={transfer} />}
      {transfer?.status === "done" && (
        <Alert variant="light" role="status">
          <Text size="sm">{transfer.url ? words.ready : words.gone}</Text>
          {transfer.left_out > 0 && <Text size="sm">{words.leftOut(transfer.left_out)}</Text>}
        </Alert>
      )}
      <ProblemNote error={begin.error} />
      <ProblemNote error={error} retry={() => void refetch()} />
      <Group>
        {transfer?.url && (
          <Button component="a" href={transfer.url} download onClick={() => setTimeout(() => void refetch(), 1_000)}>
            {words.download(size(transfer.bytes))}
          </Button>
        )}
        <Button variant="default" loading={busy} onClick={() => begin.mutate()}>
          {transfer?.url ? words.again : words.button}
        </Button>
      </Group>
    </Section>
  );
}
