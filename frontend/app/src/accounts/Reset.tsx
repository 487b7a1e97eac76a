import { Anchor, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useLocation, useSearchParams } from "wouter";
import { anonymous } from "../api/anonymous";
import { answer } from "../api/reach";
import { config } from "../config";
import { messages } from "../messages";
import { useSubmit } from "../shell/useSubmit";
import { AccountPage } from "./AccountPage";
import * as checks from "./checks";
import { CodeInput } from "./CodeInput";
import { EntryForm } from "./EntryForm";
import { NewPassword } from "./NewPassword";
import { strong, useRules } from "./rules";

const words = messages.accounts;

export function Component() {
  const email = useSearchParams()[0].get("email") ?? "";
  const [, navigate] = useLocation();
  const rules = useRules();
  const form = useForm({
    mode: "controlled",
    initialValues: { code: "", password: "" },
    validate: { code: checks.code, password: strong(rules?.password) },
  });
  const setting = useSubmit(form, async ({ code, password }) => {
    await answer(anonymous.POST("/auth/reset", { body: { email, code: code.trim(), password } }));
    navigate("/signin", { state: { email, note: words.reset.done } });
  });
  return (
    <AccountPage title={words.reset.title}>
      {!config.reset_code_hint && <Text c="dimmed">{words.codeSentTo(email)}</Text>}
      <EntryForm of={setting} button={words.reset.button}>
          <CodeInput hint={config.reset_code_hint} {...form.getInputProps("code")} />
          <NewPassword
            label={words.newPassword}
            typed={form.values.password}
            {...form.getInputProps("password")}
          />
      </EntryForm>
      <Anchor component={Link} to="/signin" size="sm">
        {words.forgot.back}
      </Anchor>
    </AccountPage>
  );
}
