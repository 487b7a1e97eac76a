import { Anchor, Group, Stack, Switch, Text } from "@mantine/core";
import type { Bot } from "../api/client";
import { useChangeBot } from "../bots/queries";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ProblemNote } from "../shell/ProblemNote";
import { QrCode } from "../shell/QrCode";
import { CopyButton } from "./CopyButton";
import { type Embedding, useEmbed } from "./queries";

const words = messages.embed.hosted;

/** The bot's own page: whether there is one, its link, and as a code. */
export function Hosted({ bot }: { bot: Bot }) {
  const { data } = useEmbed(bot.bot_id);
  const change = useChangeBot(bot.bot_id);
  const open = change.isPending ? change.variables.hosted : bot.hosted;
  return (
    <Section title={words.title}>
      <Text c="dimmed">{words.text}</Text>
      <Switch
        label={words.on}
        description={words.onText}
        checked={open ?? false}
        disabled={change.isPending}
        onChange={(event) => change.mutate({ hosted: event.currentTarget.checked })}
      />
      <ProblemNote error={change.error} />
      {bot.hosted && data && <Ways data={data} />}
    </Section>
  );
}

function Ways({ data }: { data: Embedding }) {
  return (
    <Group align="flex-start" gap="xl">
        <QrCode text={data.link} label={words.qr} />
        <Stack gap="xs" flex={1} miw={220}>
          <Text fw={600}>{words.link}</Text>
          <Anchor href={data.link} target="_blank" rel="noreferrer" style={{ overflowWrap: "anywhere" }}>
            {data.link}
          </Anchor>
          <CopyButton text={data.link} />
        </Stack>
      </Group>
  );
}
