import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Bot } from "../api/client";
import { Problem } from "../api/problem";
import { useChangeBot } from "../bots/queries";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { Elsewhere } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";

const words = messages.embed;

interface DemoProps {
  bot: Bot;
  /** Where the demo site is served. */
  url: string;
}

/** Opens the demo site with this bot on it, after putting the site on the bot's list. */
export function Demo({ bot, url }: DemoProps) {
  const change = useChangeBot(bot.bot_id);
  const { origin } = new URL(url);
  // Colour, corner and language as in the tag to paste, or the bubble would change when it is opened.
  const look = Object.entries(bot.theme).filter(([name]) => ["color", "position", "language"].includes(name));
  const address = `${url.replace(/\/$/, "")}/?${new URLSearchParams([["bot", bot.bot_id], ...look])}`;
  const open = useMutation({
    mutationFn: async () => {
      // The tab is opened within the click, or the browser would block it.
      const tab = window.open("", "_blank");
      if (!bot.allowed_origins.includes(origin)) {
        await change
          .mutateAsync({ allowed_origins: [...bot.allowed_origins, origin] })
          .catch((error: unknown) => {
            tab?.close();
            throw error;
          });
      }
      if (!tab) throw new Problem(-1, "blocked", words.blocked(address));
      tab.opener = null;
      tab.location.href = address;
    },
  });
  return (
    <Section title={words.demo}>
      <Text c="dimmed">{words.demoText}</Text>
      <ProblemNote error={open.error} />
      <Button
        variant="default"
        leftSection={<Elsewhere />}
        loading={open.isPending}
        style={{ alignSelf: "flex-start" }}
        onClick={() => open.mutate()}
      >
        {words.demoButton}
      </Button>
    </Section>
  );
}
