import { Anchor, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useLocation, useSearchParams } from "wouter";
import { anonymous } from "../api/anonymous";
import { answer } from "../api/reach";
import { begin } from "../api/session";
import { config } from "../config";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { AccountPage } from "./AccountPage";
import * as checks from "./checks";
import { CodeInput } from "./CodeInput";
import { EntryForm } from "./EntryForm";
import { take } from "./pending";

const words = messages.accounts;

export function Component() {
  const email = useSearchParams()[0].get("email") ?? "";
  const [, navigate] = useLocation();
  const form = useForm({ mode: "controlled", initialValues: { code: "" }, validate: { code: checks.code } });
  const confirming = useSubmit(form, async ({ code }) => {
    await answer(anonymous.POST("/auth/confirm", { body: { email, code: code.trim() } }));
    if (!(await signedIn(email, take(email))))
      navigate("/signin", { state: { email, note: words.confirm.done } });
  });
  return (
    <AccountPage title={words.confirm.title}>
      {!config.signup_code_hint && <Text c="dimmed">{words.codeSentTo(email)}</Text>}
      <EntryForm of={confirming} button={words.confirm.button}>
        <CodeInput autoFocus hint={config.signup_code_hint} {...form.getInputProps("code")} />
      </EntryForm>
      <Resend email={email} />
    </AccountPage>
  );
}

/** Signs in with the password that was just chosen, if it is still known. */
async function signedIn(email: string, password: string): Promise<boolean> {
  if (!password) return false;
  const outcome = await answer(anonymous.POST("/auth/signin", { body: { email, password } }));
  if ("challenge" in outcome) return false;
  begin(outcome);
  return true;
}

function Resend({ email }: { email: string }) {
  const resend = useMutation({
    mutationFn: () => answer(anonymous.POST("/auth/resend", { body: { email } })),
    onSuccess: () => notifications.show({ message: words.resent }),
  });
  return (
    <>
      <ProblemNote error={resend.error} />
      <Anchor
        component="button"
        type="button"
        size="sm"
        ta="left"
        disabled={resend.isPending}
        onClick={() => resend.mutate()}
      >
        {words.resend}
      </Anchor>
    </>
  );
}
