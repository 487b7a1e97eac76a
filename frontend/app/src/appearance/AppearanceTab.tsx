import { Alert, Button, Grid, Group, NativeSelect, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useChangeBot } from "../bots/queries";
import { useShownBot } from "../bots/shown";
import { messages } from "../messages";
import { contrast, READABLE } from "../settings/contrast";
import { Leaving } from "../settings/Leaving";
import settings from "../settings/Settings.module.css";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { ColorField } from "./ColorField";
import { changes, checks, edited, LANGUAGES, type Look } from "./look";
import { Preview } from "./Preview";

const words = messages.appearance;
type LookForm = UseFormReturnType<Look>;

export function Component() {
  const bot = useShownBot();
  const change = useChangeBot(bot.bot_id);
  const form: LookForm = useForm<Look>({ mode: "controlled", initialValues: edited(bot), validate: checks });
  const { submit, busy, problem } = useSubmit(form, async (look) => {
    const saved = edited(await change.mutateAsync(changes(look, form.getInitialValues(), bot)));
    form.setInitialValues(saved);
    form.setValues(saved);
    notifications.show({ message: messages.settings.saved });
  });
  const dirty = form.isDirty();
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 5 }}>
        <form onSubmit={submit} noValidate>
          <Stack gap="lg">
            <Text c="dimmed">{words.text}</Text>
            <Fields form={form} />
            <ProblemNote error={problem} />
            <Group className={settings.bar} data-dirty={dirty || undefined}>
              <Button type="submit" loading={busy} disabled={!dirty}>
                {messages.settings.save}
              </Button>
              <Button variant="subtle" onClick={form.reset} disabled={!dirty || busy}>
                {messages.settings.undo}
              </Button>
              <Button component="a" href="#preview" variant="subtle" hiddenFrom="md" ml="auto">
                {words.preview}
              </Button>
            </Group>
          </Stack>
        </form>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Preview bot={bot} look={form.values} />
      </Grid.Col>
      <Leaving dirty={dirty && !busy} />
    </Grid>
  );
}

function Fields({ form }: { form: LookForm }) {
  return (
    <>
      <TextInput
        label={words.greeting}
        placeholder={words.greetingPlaceholder}
        {...form.getInputProps("greeting")}
      />
      <TextInput label={words.consent} description={words.consentText} {...form.getInputProps("consent")} />
      <TextInput
        label={words.avatar}
        description={words.avatarText}
        maw={240}
        {...form.getInputProps("avatar")}
      />
      <ColorField label={words.colour} {...form.getInputProps("color")} />
      {contrast(form.values.color) < READABLE && (
        <Alert variant="light" color="yellow" p="xs" role="status">
          {words.pale(contrast(form.values.color).toFixed(1))}
        </Alert>
      )}
      <Choices form={form} name="position" label={words.position} choices={words.positions} />
      <Choices form={form} name="size" label={words.size} choices={words.sizes} />
      <Choices form={form} name="font" label={words.font} choices={words.fonts} />
      <Choices form={form} name="scheme" label={words.scheme} choices={words.schemes} />
      <NativeSelect
        label={words.language}
        description={words.languageText}
        data={[{ value: "", label: words.languageOfPage }, ...LANGUAGES.map(named)]}
        maw={280}
        {...form.getInputProps("language")}
      />
    </>
  );
}

/** A language under the name that its speakers know it by. */
function named(language: string) {
  return { value: language, label: new Intl.DisplayNames(language, { type: "language" }).of(language) ?? language };
}

interface ChoicesProps {
  form: LookForm;
  name: "position" | "size" | "font" | "scheme";
  label: string;
  choices: Record<string, string>;
}

function Choices({ form, name, label, choices }: ChoicesProps) {
  return (
    <Radio.Group label={label} {...form.getInputProps(name)}>
      <Group mt="xs">
        {Object.entries(choices).map(([value, text]) => (
          <Radio key={value} value={value} label={text} />
        ))}
      </Group>
    </Radio.Group>
  );
}
