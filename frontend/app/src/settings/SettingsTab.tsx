import { Button, Group, Radio, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import type { Bot } from "../api/client";
import { useChangeBot } from "../bots/queries";
import { TEMPLATES } from "../bots/templates";
import { mayOwn } from "../bots/rights";
import { useShownBot } from "../bots/shown";
import { messages } from "../messages";
import { ExportBot } from "../moving/ExportBot";
import { NumberField } from "../shell/NumberField";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { History } from "./History";
import { Leaving } from "./Leaving";
import { useModels } from "./models";
import { Reach } from "./Reach";
import { Section } from "./Section";
import classes from "./Settings.module.css";
import { Sharing } from "./Sharing";
import { Starters } from "./Starters";
import { Threshold } from "./Threshold";
import { changes, checks, edited, MOST_DOLLARS, MOST_STARTERS, type Values } from "./values";

const words = messages.settings;

export type SettingsForm = UseFormReturnType<Values>;

export function Component() {
  const bot = useShownBot();
  const change = useChangeBot(bot.bot_id);
  const form: SettingsForm = useForm<Values>({
    mode: "controlled",
    initialValues: edited(bot),
    validate: { ...checks, starters: (texts) => texts.map(checks.starters).find(Boolean) ?? null },
  });
  const { submit, busy, problem } = useSubmit(form, async (values) => {
    const saved = edited(await change.mutateAsync(changes(values, form.getInitialValues())));
    form.setInitialValues(saved);
    form.setValues(saved);
    notifications.show({ message: words.saved });
  });
  const dirty = form.isDirty();
  return (
    <>
      <form onSubmit={submit} noValidate>
        <Stack gap="xl" maw={720}>
          <About form={form} />
          <Answers form={form} bot={bot} />
          <Reach form={form} bot={bot} />
          <Section title={words.privacy}>
            <Switch
              label={words.showSources}
              description={words.showSourcesText}
              {...form.getInputProps("show_sources", { type: "checkbox" })}
            />
            <NumberField
              label={words.days}
              description={words.daysText}
              min={1}
              styles={{ wrapper: { maxWidth: 240 } }}
              {...form.getInputProps("conversation_days")}
            />
          </Section>
          <Section title={words.spending}>
            <NumberField
              label={words.budget}
              description={words.budgetText}
              min={0}
              max={MOST_DOLLARS}
              step="any"
              leftSection="$"
              styles={{ wrapper: { maxWidth: 240 } }}
              {...form.getInputProps("budget_usd_per_day")}
            />
          </Section>
          <ProblemNote error={problem} />
          <Group className={classes.bar} data-dirty={dirty || undefined}>
            <Button type="submit" loading={busy} disabled={!dirty}>
              {words.save}
            </Button>
            <Button variant="subtle" onClick={form.reset} disabled={!dirty || busy}>
              {words.undo}
            </Button>
          </Group>
        </Stack>
      </form>
      <Leaving dirty={dirty && !busy} />
      {mayOwn(bot) && (
        <Stack gap="xl" mt="xl" maw={720}>
          <Sharing botId={bot.bot_id} />
          <ExportBot botId={bot.bot_id} />
          <History botId={bot.bot_id} />
        </Stack>
      )}
    </>
  );
}

function About({ form }: { form: SettingsForm }) {
  return (
    <Section title={words.about}>
      <TextInput label={words.name} {...form.getInputProps("name")} />
      <Textarea label={words.description} autosize minRows={2} {...form.getInputProps("description")} />
    </Section>
  );
}

function Answers({ form, bot }: { form: SettingsForm; bot: Bot }) {
  const models = useModels(bot.model);
  return (
    <Section title={words.answers}>
      <Textarea
        label={words.instructions}
        description={words.instructionsText}
        placeholder={words.instructionsPlaceholder}
        autosize
        minRows={3}
        maxRows={14}
        {...form.getInputProps("instructions")}
      />
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {words.examples}
        </Text>
        {TEMPLATES.map(({ key, settings }) => (
          <Button
            key={key}
            variant="subtle"
            size="compact-xs"
            onClick={() => form.setFieldValue("instructions", settings.instructions)}
          >
            {messages.bots.templates[key][0]}
          </Button>
        ))}
      </Group>
      <Radio.Group label={words.model} {...form.getInputProps("model")}>
        <Stack gap="xs" mt="xs">
          {models.map((value) => (
            <Radio
              key={value}
              value={value}
              label={words.models[value] ?? value}
              description={words.modelText[value]}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={words.refusal}
        description={words.refusalText}
        placeholder={words.refusalPlaceholder}
        autosize
        minRows={2}
        {...form.getInputProps("refusal")}
      />
      <Threshold form={form} bot={bot} />
      <Switch
        label={words.readsAll}
        description={words.readsAllText}
        {...form.getInputProps("reads_all", { type: "checkbox" })}
      />
      <Starters form={form} most={MOST_STARTERS} />
    </Section>
  );
}
