import { Anchor, PasswordInput, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import * as checks from "../accounts/checks";
import { EntryForm } from "../accounts/EntryForm";
import { NewPassword } from "../accounts/NewPassword";
import { strong, useRules } from "../accounts/rules";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { signOut } from "../shell/signOut";
import { useSubmit } from "../shell/useSubmit";

const words = messages.account.password;

export function Password() {
  const rules = useRules();
  const form = useForm({
    mode: "controlled",
    initialValues: { old_password: "", password: "" },
    validate: { old_password: checks.given, password: strong(rules?.password) },
  });
  const changing = useSubmit(form, async (body) => {
    await answer(api.POST("/auth/password", { body }));
    form.reset();
    notifications.show({ message: words.done });
  });
  return (
    <Section title={words.title}>
      <EntryForm of={changing} button={words.button} small>
        <PasswordInput
          label={words.old}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": messages.accounts.show }}
          {...form.getInputProps("old_password")}
        />
        <NewPassword label={words.new} typed={form.values.password} {...form.getInputProps("password")} />
      </EntryForm>
      <Text size="sm" c="dimmed">
        {words.everywhere}{" "}
        <Anchor component="button" type="button" size="sm" onClick={() => void signOut()}>
          {words.signOut}
        </Anchor>
      </Text>
    </Section>
  );
}
