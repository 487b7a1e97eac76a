import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { EntryForm } from "../accounts/EntryForm";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { useTitle } from "../shell/useTitle";
import { Waiting } from "../shell/Waiting";
import { DeleteAccount } from "./DeleteAccount";
import { Email } from "./Email";
import { Invite } from "./Invite";
import { Password } from "./Password";
import { useMe, useTakeProfile, type Profile } from "./profile";
import { Totp } from "./Totp";

const words = messages.account;

/** The page about one's own account. */
export function Component() {
  useTitle(words.title);
  const me = useMe();
  if (!me.data) return me.error ? <ProblemNote error={me.error} retry={() => void me.refetch()} /> : <Waiting>{messages.loading}</Waiting>;
  return (
    <Stack gap="xl" maw={640} mx="auto">
      <Title order={1}>{words.title}</Title>
      <Name me={me.data} />
      <Email me={me.data} />
      <Password />
      <Totp me={me.data} />
      {me.data.groups.includes("admin") && <Invite />}
      <Data />
      <Leave me={me.data} />
    </Stack>
  );
}

function Name({ me }: { me: Profile }) {
  const take = useTakeProfile();
  const form = useForm({ mode: "controlled", initialValues: { name: me.name } });
  const saving = useSubmit(form, async ({ name }) => {
    take(await answer(api.PATCH("/auth/me", { body: { name: name.trim() } })));
    notifications.show({ message: words.saved });
  });
  return (
    <Section title={words.profile}>
      <EntryForm of={saving} button={words.save} small>
        <TextInput label={words.name} autoComplete="name" maxLength={100} {...form.getInputProps("name")} />
      </EntryForm>
    </Section>
  );
}

function Data() {
  const download = useMutation({
    mutationFn: () => answer(api.GET("/auth/me/export")),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <Section title={words.data.title}>
      <Text>{words.data.text}</Text>
      <ProblemNote error={download.error} />
      {download.isPending && (
        <Text size="sm" c="dimmed" role="status">
          {words.data.working}
        </Text>
      )}
      <Button
        variant="default"
        style={{ alignSelf: "start" }}
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        {words.data.button}
      </Button>
    </Section>
  );
}

function Leave({ me }: { me: Profile }) {
  const [opened, dialog] = useDisclosure();
  return (
    <Section title={words.erase.title}>
      <Text>{words.erase.text}</Text>
      <Button color="red" variant="light" style={{ alignSelf: "start" }} onClick={dialog.open}>
        {messages.accounts.erase.open}
      </Button>
      <DeleteAccount user={me} opened={opened} onClose={dialog.close} />
    </Section>
  );
}
