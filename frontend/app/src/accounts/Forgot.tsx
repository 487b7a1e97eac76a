import { Anchor, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useLocation } from "wouter";
import { anonymous } from "../api/anonymous";
import { answer } from "../api/reach";
import { messages } from "../messages";
import { useSubmit } from "../shell/useSubmit";
import { AccountPage } from "./AccountPage";
import * as checks from "./checks";
import { EmailInput, EntryForm } from "./EntryForm";

const words = messages.accounts;

export function Component() {
  const [, navigate] = useLocation();
  const form = useForm({
    mode: "controlled",
    initialValues: { email: "" },
    validate: { email: checks.email },
  });
  const sending = useSubmit(form, async ({ email }) => {
    await answer(anonymous.POST("/auth/forgot", { body: { email: email.trim() } }));
    navigate(`/reset?email=${encodeURIComponent(email.trim())}`);
  });
  return (
    <AccountPage title={words.forgot.title}>
      <Text c="dimmed">{words.forgot.text}</Text>
      <EntryForm of={sending} button={words.forgot.button}>
        <EmailInput {...form.getInputProps("email")} />
      </EntryForm>
      <Anchor component={Link} to="/signin" size="sm">
        {words.forgot.back}
      </Anchor>
    </AccountPage>
  );
}
