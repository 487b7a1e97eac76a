import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useNavigate } from "react-router";
import { anonymous } from "../api/anonymous";
import { answer } from "../api/reach";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { AccountPage } from "./AccountPage";
import * as checks from "./checks";

const words = messages.accounts;

export function Component() {
  const navigate = useNavigate();
  const form = useForm({
    mode: "controlled",
    initialValues: { email: "" },
    validate: { email: checks.email },
  });
  const { submit, busy, problem } = useSubmit(form, async ({ email }) => {
    await answer(anonymous.POST("/auth/forgot", { body: { email: email.trim() } }));
    await navigate(`/reset?email=${encodeURIComponent(email.trim())}`);
  });
  return (
    <AccountPage title={words.forgot.title}>
      <Text c="dimmed">{words.forgot.text}</Text>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label={words.email}
            type="email"
            autoComplete="username"
            {...form.getInputProps("email")}
          />
          <ProblemNote error={problem} />
          <Button type="submit" size="md" loading={busy}>
            {words.forgot.button}
          </Button>
        </Stack>
      </form>
      <Anchor component={Link} to="/signin" size="sm">
        {words.forgot.back}
      </Anchor>
    </AccountPage>
  );
}
