import { Alert, Button, Group, Text } from "@mantine/core";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ProblemNote } from "../shell/ProblemNote";
import { size } from "../documents/words";
import { useBegun } from "./begun";
import { HowFar } from "./HowFar";
import { isOver, useExportBot, useTransfer } from "./queries";

const words = messages.moving.export;

/** The whole bot as one file to download. */
export function ExportBot({ botId }: { botId: string }) {
  const begin = useExportBot(botId);
  const begun = useBegun().find((each) => each.kind === "export" && each.bot_id === botId);
  const { data: transfer, error, refetch } = useTransfer(begun);
  const ready = transfer?.status === "done" && transfer.url;
  const busy = begin.isPending || (transfer !== undefined && !isOver(transfer));
  return (
    <Section title={words.title}>
      <Text c="dimmed">{words.text}</Text>
      {transfer && <HowFar transfer={transfer} />}
      {ready && (
        <Alert variant="light" role="status">
          <Text size="sm">{words.ready}</Text>
          {transfer.left_out > 0 && <Text size="sm">{words.leftOut(transfer.left_out)}</Text>}
        </Alert>
      )}
      <ProblemNote error={begin.error} />
      <ProblemNote error={error} retry={() => void refetch()} />
      <Group>
        {ready && (
          <Button component="a" href={ready} download onClick={() => setTimeout(() => void refetch(), 1_000)}>
            {words.download(size(transfer.bytes))}
          </Button>
        )}
        <Button variant="default" loading={busy} onClick={() => begin.mutate()}>
          {ready ? words.again : words.button}
        </Button>
      </Group>
    </Section>
  );
}
