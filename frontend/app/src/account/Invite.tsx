import { Checkbox, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import * as checks from "../accounts/checks";
import { EmailInput, EntryForm } from "../accounts/EntryForm";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { useSubmit } from "../shell/useSubmit";

const words = messages.account.invite;

/** For admins: lets somebody in. */
export function Invite() {
  const form = useForm({
    mode: "controlled",
    initialValues: { email: "", admin: false },
    validate: { email: checks.email },
  });
  const inviting = useSubmit(form, async ({ email, admin }) => {
    const body = { email: email.trim(), group: admin ? ("admin" as const) : ("builder" as const) };
    await answer(api.POST("/auth/invitations", { body }));
    form.reset();
    notifications.show({ message: words.done(body.email) });
  });
  return (
    <Section title={words.title}>
      <Text>{words.text}</Text>
      <EntryForm of={inviting} button={words.button} small>
        <EmailInput {...form.getInputProps("email")} autoComplete="off" />
        <Checkbox label={words.admin} {...form.getInputProps("admin", { type: "checkbox" })} />
      </EntryForm>
    </Section>
  );
}
