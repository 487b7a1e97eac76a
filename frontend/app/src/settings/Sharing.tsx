import { ActionIcon, Button, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import * as checks from "../accounts/checks";
import { messages } from "../messages";
import { LANGUAGE } from "../messages/language";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { Cross, Plus } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { Waiting } from "../shell/Waiting";
import { type Member, type Role, useInvite, useMembers, useRemoveMember } from "./members";
import { Section } from "./Section";

const words = messages.sharing;
const ROLES = (["viewer", "editor", "owner"] as const).map((role) => ({ value: role, label: words.roles[role] }));

/** Whom the bot is shared with. */
export function Sharing({ botId }: { botId: string }) {
  const { data, error, isPending, refetch } = useMembers(botId);
  return (
    <Section title={words.title}>
      <Text c="dimmed">{words.text}</Text>
      {isPending && <Waiting>{messages.loading}</Waiting>}
      <ProblemNote error={error} retry={() => void refetch()} />
      {data && data.members.length > 0 && <MemberTable botId={botId} members={data.members} />}
      <NewMember botId={botId} />
    </Section>
  );
}

function MemberTable({ botId, members }: { botId: string; members: Member[] }) {
  const [leaving, setLeaving] = useState<Member>();
  const remove = useRemoveMember(botId);
  return (
    <>
      <table className="table" aria-label={words.members}>
        <tbody>
          {members.map((member) => (
            <MemberRow key={member.member_id} botId={botId} member={member} onRemove={() => setLeaving(member)} />
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        opened={leaving !== undefined}
        title={words.removeTitle(leaving?.email ?? "")}
        text={words.removeText}
        button={words.removeButton}
        working={words.removing}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          leaving && remove.mutate(leaving.member_id, { onSuccess: () => setLeaving(undefined) })
        }
        onClose={() => setLeaving(undefined)}
      />
    </>
  );
}

interface MemberRowProps {
  botId: string;
  member: Member;
  onRemove: () => void;
}

function MemberRow({ botId, member: { email, role, joined_at, expires_at }, onRemove }: MemberRowProps) {
  const change = useInvite(botId);
  return (
    <tr>
      <td style={{ overflowWrap: "anywhere" }}>
        {email}
        {!joined_at && (
          <Text size="xs" c="dimmed">
            {words.waiting(expires_at ? new Date(expires_at).toLocaleDateString(LANGUAGE, { dateStyle: "medium" }) : "")}
          </Text>
        )}
        <ProblemNote error={change.error} />
      </td>
      <td>
        <NativeSelect
          aria-label={words.roleOf(email)}
          miw={96}
          data={ROLES}
          value={role}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ email, role: event.currentTarget.value as Role })}
        />
      </td>
      <td style={{ width: 44 }}>
        <ActionIcon variant="subtle" color="gray" aria-label={words.remove(email)} onClick={onRemove}>
          <Cross size={16} />
        </ActionIcon>
      </td>
    </tr>
  );
}

function NewMember({ botId }: { botId: string }) {
  const invite = useInvite(botId);
  const form = useForm<{ email: string; role: Role }>({
    mode: "controlled",
    initialValues: { email: "", role: "viewer" },
    validate: { email: checks.email },
  });
  const { submit, busy, problem } = useSubmit(form, async ({ email, role }) => {
    await invite.mutateAsync({ email: email.trim(), role });
    form.reset();
  });
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-start" gap="sm">
        <TextInput
          label={words.email}
          type="email"
          autoComplete="off"
          flex={1}
          miw={200}
          {...form.getInputProps("email")}
        />
        <NativeSelect label={words.role} miw={96} data={ROLES} {...form.getInputProps("role")} />
      </Group>
      <Text size="sm" c="dimmed" my="xs">
        {words.roleText[form.values.role]} {words.untold}
      </Text>
      <Button type="submit" variant="light" leftSection={<Plus />} loading={busy}>
        {words.invite}
      </Button>
      <ProblemNote error={problem} />
    </form>
  );
}
