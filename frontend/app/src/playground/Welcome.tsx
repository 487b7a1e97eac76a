import { Button, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { Bot } from "../api/client";
import { messages } from "../messages";
import classes from "./Playground.module.css";

const words = messages.playground;

interface WelcomeProps {
  bot: Bot;
  onAsk: (question: string) => void;
}

/** Before the first question: a greeting, and questions to begin with. */
export function Welcome({ bot, onAsk }: WelcomeProps) {
  return (
    <Stack align="center" className={classes.welcome}>
      <Title order={2} size="h3" ta="center" textWrap="balance" maw={560}>
        {bot.theme.greeting || words.greeting}
      </Title>
      {bot.documents === 0 && (
        <>
          <Text c="dimmed">{words.noKnowledge}</Text>
          <Button component={Link} to={`/bots/${bot.bot_id}/documents`} variant="light">
            {words.addDocuments}
          </Button>
        </>
      )}
      {bot.starters.length > 0 && (
        <ul className={classes.starters} aria-label={words.starters}>
          {bot.starters.map((starter) => (
            <li key={starter}>
              <Button variant="default" radius="xl" fw={450} onClick={() => onAsk(starter)}>
                {starter}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}
