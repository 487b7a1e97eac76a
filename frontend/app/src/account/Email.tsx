import { Anchor, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import * as checks from "../accounts/checks";
import { CodeInput } from "../accounts/CodeInput";
import { EmailInput, EntryForm } from "../accounts/EntryForm";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { config } from "../config";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { useSubmit } from "../shell/useSubmit";
import { useTakeProfile, type Profile } from "./profile";

const words = messages.account.email;

/** The address one signs in by, and its change in two steps. */
export function Email({ me }: { me: Profile }) {
  const [waiting, setWaiting] = useState("");
  return (
    <Section title={words.title}>
      <Text>{words.now(me.email)}</Text>
      {waiting ? (
        <Confirm email={waiting} onEnd={() => setWaiting("")} />
      ) : (
        <Change onSent={(email) => setWaiting(email)} />
      )}
    </Section>
  );
}

function Change({ onSent }: { onSent: (email: string) => void }) {
  const form = useForm({ mode: "controlled", initialValues: { email: "" }, validate: { email: checks.email } });
  const sending = useSubmit(form, async ({ email }) => {
    await answer(api.POST("/auth/email", { body: { email: email.trim() } }));
    onSent(email.trim());
  });
  return (
    <EntryForm of={sending} button={words.button} small>
      <EmailInput {...form.getInputProps("email")} label={words.label} autoComplete="email" />
    </EntryForm>
  );
}

function Confirm({ email, onEnd }: { email: string; onEnd: () => void }) {
  const take = useTakeProfile();
  const form = useForm({ mode: "controlled", initialValues: { code: "" }, validate: { code: checks.code } });
  const confirming = useSubmit(form, async ({ code }) => {
    take(await answer(api.POST("/auth/email/confirm", { body: { code: code.trim() } })));
    notifications.show({ message: words.done });
    onEnd();
  });
  return (
    <>
      {!config.signup_code_hint && <Text c="dimmed">{words.sent(email)}</Text>}
      <EntryForm of={confirming} button={words.confirm} small>
        <CodeInput hint={config.signup_code_hint} {...form.getInputProps("code")} label={words.code} />
      </EntryForm>
      <Anchor component="button" type="button" size="sm" ta="left" onClick={onEnd}>
        {words.cancel}
      </Anchor>
    </>
  );
}
