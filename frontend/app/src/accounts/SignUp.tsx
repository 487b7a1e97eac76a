import { Alert, Anchor, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useLocation } from "wouter";
import { anonymous } from "../api/anonymous";
import { answer } from "../api/reach";
import { messages } from "../messages";
import { useSubmit } from "../shell/useSubmit";
import { AccountPage } from "./AccountPage";
import * as checks from "./checks";
import { EmailInput, EntryForm } from "./EntryForm";
import { NewPassword } from "./NewPassword";
import { remember } from "./pending";
import { strong, useRules } from "./rules";

const words = messages.accounts;

export function Component() {
  const rules = useRules();
  return (
    <AccountPage title={words.signUp.title}>
      {rules && rules.sign_up !== "open" ? (
        <Alert variant="light">{words.signUp.closed}</Alert>
      ) : (
        <SignUpForm domains={rules?.domains ?? []} />
      )}
      <Text size="sm" c="dimmed">
        {words.signUp.other}{" "}
        <Anchor component={Link} to="/signin" size="sm" underline="always">
          {words.signUp.otherLink}
        </Anchor>
      </Text>
    </AccountPage>
  );
}

function SignUpForm({ domains }: { domains: string[] }) {
  const [, navigate] = useLocation();
  const rules = useRules();
  const form = useForm({
    mode: "controlled",
    initialValues: { name: "", email: "", password: "" },
    validate: { email: checks.email, password: strong(rules?.password) },
  });
  const signing = useSubmit(form, async ({ name, email, password }) => {
    const body = { email: email.trim(), password, ...(name.trim() && { name: name.trim() }) };
    await answer(anonymous.POST("/auth/signup", { body }));
    remember(body);
    navigate(`/confirm?email=${encodeURIComponent(body.email)}`);
  });
  return (
    <EntryForm of={signing} button={words.signUp.button}>
      <TextInput label={words.name} autoComplete="name" maxLength={100} {...form.getInputProps("name")} />
      <EmailInput
        description={domains.length > 0 && words.signUp.domains(domains)}
        {...form.getInputProps("email")}
      />
      <NewPassword label={words.password} typed={form.values.password} {...form.getInputProps("password")} />
    </EntryForm>
  );
}
