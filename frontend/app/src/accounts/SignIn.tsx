import { Alert, Anchor, Group, PasswordInput, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { Link } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { anonymous } from "../api/anonymous";
import { answer } from "../api/reach";
import { begin, useSession } from "../api/session";
import { messages } from "../messages";
import { useSubmit } from "../shell/useSubmit";
import { AccountPage } from "./AccountPage";
import { ChallengeForm, type Asked } from "./ChallengeForm";
import * as checks from "./checks";
import { EmailInput, EntryForm } from "./EntryForm";
import { remember } from "./pending";

const words = messages.accounts;

interface Arrival {
  email?: string;
  note?: string;
}

export function Component() {
  const [asked, ask] = useState<Asked>();
  const title = asked ? words.challenge[asked.challenge] : words.signIn.title;
  return (
    <AccountPage title={title}>
      {asked ? <ChallengeForm asked={asked} ask={ask} /> : <SignInForm ask={ask} />}
    </AccountPage>
  );
}

function SignInForm({ ask }: { ask: (asked: Asked) => void }) {
  const arrival = useHistoryState<Arrival | null>() ?? {};
  const form = useForm({
    mode: "controlled",
    initialValues: { email: arrival.email ?? "", password: "" },
    validate: { email: checks.email, password: checks.given },
  });
  const signing = useSubmit(form, async ({ email, password }) => {
    const body = { email: email.trim(), password };
    const outcome = await answer(anonymous.POST("/auth/signin", { body }));
    if ("challenge" in outcome) ask({ ...outcome, email: body.email });
    else begin(outcome);
  });
  return (
    <>
      <Note note={arrival.note} />
      <EntryForm of={signing} button={words.signIn.button}>
        <EmailInput {...form.getInputProps("email")} />
        <PasswordInput
          label={words.password}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": words.show }}
          {...form.getInputProps("password")}
        />
      </EntryForm>
      {signing.problem?.code === "wrong_credentials" && (
        <Anchor
          component={Link}
          to={`/confirm?email=${encodeURIComponent(form.values.email.trim())}`}
          size="sm"
          onClick={() => remember({ ...form.values, email: form.values.email.trim() })}
        >
          {words.signIn.confirm}
        </Anchor>
      )}
      <OtherWays />
    </>
  );
}

function OtherWays() {
  return (
    <Group justify="space-between">
      <Anchor component={Link} to="/forgot" size="sm">
        {words.signIn.forgot}
      </Anchor>
      <Text size="sm" c="dimmed">
        {words.signIn.other}{" "}
        <Anchor component={Link} to="/signup" size="sm" underline="always">
          {words.signIn.otherLink}
        </Anchor>
      </Text>
    </Group>
  );
}

function Note({ note }: { note: string | undefined }) {
  const session = useSession();
  const text = note ?? (session.state === "out" && session.expired ? words.expired : undefined);
  return text ? (
    <Alert variant="light" role="status">
      {text}
    </Alert>
  ) : null;
}
