import { Button, Checkbox, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, type Bot } from "../api/client";
import { answer } from "../api/reach";
import { mayOwn } from "../bots/rights";
import { Shown } from "../embed/Shown";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { Section } from "./Section";
import type { SettingsForm } from "./SettingsTab";
import { CONTACT_FIELDS } from "./values";

const words = messages.settings.reach;

/** What visitors may leave of themselves, and how they reach a person. */
export function Reach({ form, bot }: { form: SettingsForm; bot: Bot }) {
  const { contact_when, person } = form.values;
  return (
    <Section title={words.title}>
      <Radio.Group label={words.ask} description={words.askText} {...form.getInputProps("contact_when")}>
        <Stack gap="xs" mt="xs">
          {Object.entries(words.when).map(([value, label]) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      {contact_when !== "" && (
        <Checkbox.Group label={words.fields} {...form.getInputProps("contact_fields")}>
          <Group mt="xs">
            {CONTACT_FIELDS.map((field) => (
              <Checkbox key={field} value={field} label={words.field[field]} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      <Radio.Group label={words.person} description={words.personText} {...form.getInputProps("person")}>
        <Stack gap="xs" mt="xs">
          {Object.entries(words.persons).map(([value, label]) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      {person === "email" && (
        <TextInput label={words.email} type="email" maw={420} {...form.getInputProps("person_email")} />
      )}
      {person === "webhook" && (
        <TextInput
          label={words.webhook}
          description={words.webhookText}
          inputMode="url"
          placeholder={words.webhookPlaceholder}
          {...form.getInputProps("person_webhook")}
        />
      )}
      {bot.person.webhook && mayOwn(bot) && <Secret botId={bot.bot_id} />}
    </Section>
  );
}

/** What the webhook's messages are signed with, for whoever checks them. */
function Secret({ botId }: { botId: string }) {
  const ask = useMutation({
    gcTime: 0,
    mutationFn: () => answer(api.GET("/api/bots/{bot_id}/webhook", { params: { path: { bot_id: botId } } })),
  });
  return (
    <div>
      {ask.data ? (
        <Shown title={words.secret} text={words.secretText} label={words.secret} secret={ask.data.secret} />
      ) : (
        <Button variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
          {words.showSecret}
        </Button>
      )}
      <ProblemNote error={ask.error} />
      <Text size="sm" c="dimmed" mt="xs">
        {words.signed}
      </Text>
    </div>
  );
}
