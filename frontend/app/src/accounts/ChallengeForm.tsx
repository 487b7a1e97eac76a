import { Anchor, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { anonymous } from "../api/anonymous";
import { answer } from "../api/reach";
import type { components } from "../api/schema";
import { begin } from "../api/session";
import { messages } from "../messages";
import { useSubmit } from "../shell/useSubmit";
import * as checks from "./checks";
import { CodeInput } from "./CodeInput";
import { EntryForm } from "./EntryForm";
import { NewPassword } from "./NewPassword";
import { strong, useRules } from "./rules";

const words = messages.accounts.challenge;

/** What a sign-in waits for, and whose it is. */
export type Asked = components["schemas"]["Challenge"] & { email: string };

interface ChallengeFormProps {
  asked: Asked;
  ask: (asked: Asked | undefined) => void;
}

/** The second step of a sign-in: a code of an app, or the first password of one's own. */
export function ChallengeForm({ asked, ask }: ChallengeFormProps) {
  const rules = useRules();
  const totp = asked.challenge === "totp";
  const form = useForm({
    mode: "controlled",
    initialValues: { code: "", password: "" },
    validate: totp ? { code: checks.code } : { password: strong(rules?.password) },
  });
  const answering = useSubmit(form, async ({ code, password }) => {
    const body = { ...asked, answer: totp ? code.trim() : password };
    const outcome = await answer(anonymous.POST("/auth/challenge", { body }));
    if ("challenge" in outcome) ask({ ...outcome, email: asked.email });
    else begin(outcome);
  });
  return (
    <>
      <Text c="dimmed">{totp ? words.totpText : words.newPasswordText}</Text>
      <EntryForm key={asked.challenge} of={answering} button={words.button}>
        {totp ? (
          <CodeInput hint={null} autoFocus {...form.getInputProps("code")} />
        ) : (
          <NewPassword
            label={messages.accounts.newPassword}
            typed={form.values.password}
            {...form.getInputProps("password")}
          />
        )}
      </EntryForm>
      <Anchor component="button" type="button" size="sm" ta="left" onClick={() => ask(undefined)}>
        {words.back}
      </Anchor>
    </>
  );
}
