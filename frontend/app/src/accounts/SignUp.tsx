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
import { NewPassword } from "./NewPassword";
import { remember } from "./pending";

const words = messages.accounts;

export function Component() {
  const navigate = useNavigate();
  const form = useForm({
    mode: "controlled",
    initialValues: { name: "", email: "", password: "" },
    validate: { email: checks.email, password: checks.strong },
  });
  const { submit, busy, problem } = useSubmit(form, async ({ name, email, password }) => {
    const body = { email: email.trim(), password, ...(name.trim() && { name: name.trim() }) };
    await answer(anonymous.POST("/auth/signup", { body }));
    remember(body);
    await navigate(`/confirm?email=${encodeURIComponent(body.email)}`);
  });
  return (
    <AccountPage title={words.signUp.title}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput label={words.name} autoComplete="name" maxLength={100} {...form.getInputProps("name")} />
          <TextInput
            label={words.email}
            type="email"
            autoComplete="username"
            {...form.getInputProps("email")}
          />
          <NewPassword
            label={words.password}
            typed={form.values.password}
            {...form.getInputProps("password")}
          />
          <ProblemNote error={problem} />
          <Button type="submit" size="md" loading={busy}>
            {words.signUp.button}
          </Button>
        </Stack>
      </form>
      <Text size="sm" c="dimmed">
        {words.signUp.other}{" "}
        <Anchor component={Link} to="/signin" size="sm" underline="always">
          {words.signUp.otherLink}
        </Anchor>
      </Text>
    </AccountPage>
  );
}
