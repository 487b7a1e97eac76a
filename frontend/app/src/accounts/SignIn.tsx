import { Alert, Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useLocation, useNavigate } from "react-router";
import { anonymous } from "../api/anonymous";
import { Problem } from "../api/problem";
import { answer } from "../api/reach";
import { begin, useSession } from "../api/session";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { AccountPage } from "./AccountPage";
import * as checks from "./checks";
import { remember } from "./pending";

const words = messages.accounts;

interface Arrival {
  email?: string;
  note?: string;
}

export function Component() {
  const arrival = (useLocation().state ?? {}) as Arrival;
  const navigate = useNavigate();
  const form = useForm({
    mode: "controlled",
    initialValues: { email: arrival.email ?? "", password: "" },
    validate: { email: checks.email, password: checks.given },
  });
  const { submit, busy, problem } = useSubmit(form, async ({ email, password }) => {
    const body = { email: email.trim(), password };
    try {
      begin(await answer(anonymous.POST("/auth/signin", { body })));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "not_confirmed") throw error;
      remember(body);
      await navigate(`/confirm?email=${encodeURIComponent(body.email)}`);
    }
  });
  return (
    <AccountPage title={words.signIn.title}>
      <Note note={arrival.note} />
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label={words.email}
            type="email"
            autoComplete="username"
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={words.password}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": words.show }}
            {...form.getInputProps("password")}
          />
          <ProblemNote error={problem} />
          <Button type="submit" size="md" loading={busy}>
            {words.signIn.button}
          </Button>
        </Stack>
      </form>
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
    </AccountPage>
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
