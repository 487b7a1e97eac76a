import { Anchor, Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
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
import { take } from "./pending";

const words = messages.accounts;

export function Component() {
  const email = useSearchParams()[0].get("email") ?? "";
  const navigate = useNavigate();
  const form = useForm({ mode: "controlled", initialValues: { code: "" }, validate: { code: checks.code } });
  const { submit, busy, problem } = useSubmit(form, async ({ code }) => {
    await answer(anonymous.POST("/auth/confirm", { body: { email, code: code.trim() } }));
    const password = take(email);
    if (password) begin(await answer(anonymous.POST("/auth/signin", { body: { email, password } })));
    else await navigate("/signin", { state: { email, note: words.confirm.done } });
  });
  return (
    <AccountPage title={words.confirm.title}>
      {!config.signup_code_hint && <Text c="dimmed">{words.codeSentTo(email)}</Text>}
      <form onSubmit={submit} noValidate>
        <Stack>
          <CodeInput hint={config.signup_code_hint} {...form.getInputProps("code")} />
          <ProblemNote error={problem} />
          <Button type="submit" size="md" loading={busy}>
            {words.confirm.button}
          </Button>
        </Stack>
      </form>
      <Resend email={email} />
    </AccountPage>
  );
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
