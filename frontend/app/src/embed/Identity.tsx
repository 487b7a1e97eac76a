import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ConfirmDialog } from "../shell/ConfirmDialog";
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
  const [asking, setAsking] = useState<"rotate" | "stop">();
  const onSettled = () => setAsking(undefined);
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
        <Button variant="light" loading={rotate.isPending} onClick={() => (data?.active ? setAsking("rotate") : rotate.mutate())}>
          {data?.active ? words.rotate : words.start}
        </Button>
        {data?.active && (
          <Button variant="subtle" loading={stop.isPending} onClick={() => setAsking("stop")}>
            {words.stop}
          </Button>
        )}
      </Group>
      <ProblemNote error={rotate.error ?? stop.error} />
      <ConfirmDialog
        opened={asking !== undefined}
        title={asking === "stop" ? words.stopTitle : words.rotateTitle}
        text={asking === "stop" ? words.stopText : words.rotateText}
        button={asking === "stop" ? words.stop : words.rotate}
        working={asking === "stop" ? words.stopping : words.rotating}
        busy={rotate.isPending || stop.isPending}
        onClose={onSettled}
        onConfirm={() => (asking === "stop" ? stop : rotate).mutate(undefined, { onSettled })}
      />
    </Section>
  );
}
