import { Button, Code, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import * as checks from "../accounts/checks";
import { CodeInput } from "../accounts/CodeInput";
import { EntryForm } from "../accounts/EntryForm";
import { api } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { useTakeProfile, type Profile } from "./profile";
import { QrCode } from "../shell/QrCode";

const words = messages.account.totp;

/** Whether sign-in asks for a code of an app, and how to begin and end that. */
export function Totp({ me }: { me: Profile }) {
  return <Section title={words.title}>{me.totp ? <On me={me} /> : <Off />}</Section>;
}

function Off() {
  const begin = useMutation({ mutationFn: () => answer(api.POST("/auth/totp")) });
  return (
    <>
      <Text>{words.off}</Text>
      <ProblemNote error={begin.error} />
      {begin.data ? (
        <Enrol secret={begin.data} />
      ) : (
        <Button
          variant="default"
          style={{ alignSelf: "start" }}
          loading={begin.isPending}
          onClick={() => begin.mutate()}
        >
          {words.begin}
        </Button>
      )}
    </>
  );
}

function Enrol({ secret: { secret, uri } }: { secret: components["schemas"]["TotpSecret"] }) {
  const take = useTakeProfile();
  const form = useForm({ mode: "controlled", initialValues: { code: "" }, validate: { code: checks.code } });
  const confirming = useSubmit(form, async ({ code }) => {
    take(await answer(api.POST("/auth/totp/confirm", { body: { code: code.replace(/\s/g, "") } })));
    notifications.show({ message: words.done });
  });
  return (
    <>
      <Text>{words.scan}</Text>
      <QrCode text={uri} label={words.picture} />
      <div>
        <Text size="sm" c="dimmed">
          {words.secret}
        </Text>
        <Code style={{ overflowWrap: "anywhere" }}>{secret}</Code>
      </div>
      <EntryForm of={confirming} button={words.confirm} small>
        <CodeInput hint={null} {...form.getInputProps("code")} label={words.code} />
      </EntryForm>
    </>
  );
}

function On({ me }: { me: Profile }) {
  const [asking, dialog] = useDisclosure();
  const take = useTakeProfile();
  const end = useMutation({
    mutationFn: () => answer(api.DELETE("/auth/totp")),
    onSuccess: () => {
      take({ ...me, totp: false });
      notifications.show({ message: words.ended });
    },
  });
  return (
    <>
      <Text>{words.on}</Text>
      <Text size="sm" c="dimmed">
        {words.lost}
      </Text>
      <Button variant="default" style={{ alignSelf: "start" }} onClick={dialog.open}>
        {words.end}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={words.endTitle}
        text={words.endText}
        button={words.end}
        working={messages.loading}
        busy={end.isPending}
        error={end.error}
        onConfirm={() => end.mutate()}
        onClose={dialog.close}
      />
    </>
  );
}
