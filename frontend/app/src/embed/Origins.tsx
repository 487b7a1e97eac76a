import { ActionIcon, Button, Group, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import type { Bot } from "../api/client";
import { botKey, useChangeBot } from "../bots/queries";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { Cross, Plus } from "../shell/icons";
import { offerUndo } from "../shell/offerUndo";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import classes from "./Embed.module.css";
import { origin } from "./origin";

const words = messages.embed;

/** The sites whose pages may open the bot. */
export function Origins({ bot }: { bot: Bot }) {
  const add = useChangeBot(bot.bot_id);
  const remove = useChangeBot(bot.bot_id);
  const known = bot.allowed_origins;
  const client = useQueryClient();
  // By the time something is taken back, other sites may have come.
  const without = (site: string) => {
    const newest = client.getQueryData<Bot>(botKey(bot.bot_id))?.allowed_origins ?? known;
    return newest.filter((each) => each !== site);
  };
  function drop(site: string): void {
    const back = () => remove.mutate({ allowed_origins: [...without(site), site] });
    remove.mutate({ allowed_origins: without(site) }, { onSuccess: () => offerUndo(words.removed(site), back) });
  }
  return (
    <Section title={words.step1}>
      <Text c="dimmed">{words.step1Text}</Text>
      {known.length === 0 && <Text size="sm">{words.none}</Text>}
      {known.length > 0 && (
        <ul className={classes.origins}>
          {known.map((site) => (
            <li key={site}>
              <code>{site}</code>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={words.remove(site)}
                disabled={remove.isPending}
                onClick={() => drop(site)}
              >
                <Cross size={16} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <ProblemNote error={remove.error} />
      <AddOrigin known={known} onAdd={(site) => add.mutateAsync({ allowed_origins: [...known, site] })} />
      <Work bot={bot} />
    </Section>
  );
}

/** Whether the browsers of new visitors work a moment for their session. */
function Work({ bot }: { bot: Bot }) {
  const change = useChangeBot(bot.bot_id);
  const wanted = change.isPending ? change.variables.proof_of_work : bot.proof_of_work;
  return (
    <div>
      <Switch
        label={words.work}
        description={words.workText}
        checked={wanted ?? false}
        disabled={change.isPending}
        onChange={(event) => change.mutate({ proof_of_work: event.currentTarget.checked })}
      />
      <ProblemNote error={change.error} />
    </div>
  );
}

interface AddOriginProps {
  known: string[];
  onAdd: (site: string) => Promise<unknown>;
}

function AddOrigin({ known, onAdd }: AddOriginProps) {
  const form = useForm({
    mode: "controlled",
    initialValues: { allowed_origins: "" },
    validate: {
      allowed_origins: (text) => {
        const site = origin(text);
        if (!site) return words.originCheck;
        return known.includes(site) ? words.originKnown : null;
      },
    },
  });
  const { submit, busy, problem } = useSubmit(form, async (values) => {
    await onAdd(origin(values.allowed_origins) ?? "");
    form.reset();
  });
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-end" gap="xs">
        <TextInput
          flex={1}
          miw={200}
          label={words.origin}
          inputWrapperOrder={["label", "error", "input"]}
          placeholder={words.originPlaceholder}
          inputMode="url"
          {...form.getInputProps("allowed_origins")}
        />
        <Button type="submit" variant="light" leftSection={<Plus />} loading={busy}>
          {words.add}
        </Button>
      </Group>
      <ProblemNote error={problem} />
    </form>
  );
}
