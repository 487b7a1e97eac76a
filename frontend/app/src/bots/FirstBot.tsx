import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { messages } from "../messages";
import { Plus, Spark } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import classes from "./FirstBot.module.css";
import { createSample } from "./sample";

const words = messages.bots;

/** What somebody without bots sees: how it works, and three ways to begin. */
export function FirstBot({ onCreate, onImport }: { onCreate: () => void; onImport: () => void }) {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const sample = useMutation({
    mutationFn: createSample,
    onSuccess: async (bot) => {
      await client.invalidateQueries({ queryKey: ["bots"] });
      navigate(`/bots/${bot.bot_id}/documents`);
    },
  });
  return (
    <Stack className={classes.stage} gap="xl">
      <div>
        <Title order={1}>{words.empty.title}</Title>
        <Text c="dimmed" size="lg" mt="xs">
          {words.empty.text}
        </Text>
      </div>
      <ol className={classes.steps}>
        {words.empty.steps.map(([title, text], step) => (
          <li key={title} className="surface">
            <span className={classes.number}>{step + 1}</span>
            <Text fw={600}>{title}</Text>
            <Text size="sm" c="dimmed">
              {text}
            </Text>
          </li>
        ))}
      </ol>
      <ProblemNote error={sample.error} />
      <Group gap="md">
        <Button size="md" leftSection={<Plus />} onClick={onCreate} disabled={sample.isPending}>
          {words.create}
        </Button>
        <Button
          size="md"
          variant="default"
          leftSection={<Spark />}
          loading={sample.isPending}
          onClick={() => sample.mutate()}
        >
          {words.empty.sample}
        </Button>
        <Button size="md" variant="subtle" onClick={onImport} disabled={sample.isPending}>
          {messages.moving.import.button}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {sample.isPending ? words.sample.creating : words.empty.sampleText}
      </Text>
    </Stack>
  );
}
