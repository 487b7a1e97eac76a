import { ActionIcon, Button, Checkbox, Group, Stack, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { moment } from "../documents/words";
import { messages } from "../messages";
import { Section } from "../settings/Section";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { Cross, Plus } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { Waiting } from "../shell/Waiting";
import { type Key, type Scope, useKeys, useMakeKey, useRevokeKey } from "./queries";
import { Shown } from "./Shown";

const words = messages.keys;
const SCOPES: Scope[] = ["chat", "search"];

/** Keys with which programs ask the bot. A new one is shown until the page is left, then never again. */
export function Keys({ botId }: { botId: string }) {
  const { data, error, isPending, refetch } = useKeys(botId);
  const make = useMakeKey(botId);
  return (
    <Section title={words.title}>
      <Text c="dimmed">{words.text}</Text>
      {isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={error} retry={() => void refetch()} />
      {data && data.keys.length > 0 && <KeyTable botId={botId} keys={data.keys} />}
      {make.data && (
        <Shown title={words.made} text={words.madeText} label={words.key} secret={make.data.key} />
      )}
      <NewKey onMake={(name, scopes) => make.mutateAsync({ name, scopes })} />
    </Section>
  );
}

function KeyTable({ botId, keys }: { botId: string; keys: Key[] }) {
  const [leaving, setLeaving] = useState<Key>();
  const revoke = useRevokeKey(botId);
  return (
    <>
      <table className="table" style={{ overflowWrap: "anywhere" }}>
        <thead style={{ overflowWrap: "normal" }}>
          <tr>
            {words.columns.map((name) => (
              <th key={name}>{name}</th>
            ))}
            <th style={{ width: 44 }}>
              <VisuallyHidden>{words.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.key_id} made={key} onRevoke={() => setLeaving(key)} />
          ))}
        </tbody>
      </table>
      <ProblemNote error={revoke.error} />
      <ConfirmDialog
        opened={leaving !== undefined}
        title={words.revokeTitle(leaving?.name ?? "")}
        text={words.revokeText}
        button={words.revokeButton}
        working={words.revoking}
        busy={revoke.isPending}
        onConfirm={() => leaving && revoke.mutate(leaving.key_id, { onSettled: () => setLeaving(undefined) })}
        onClose={() => setLeaving(undefined)}
      />
    </>
  );
}

function KeyRow({ made, onRevoke }: { made: Key; onRevoke: () => void }) {
  const used = made.last_used_at;
  return (
    <tr>
      <td>{made.name}</td>
      <td>{made.scopes.map((scope) => words.scopes[scope as Scope]).join(", ")}</td>
      <td>{used ? moment(used) : words.never}</td>
      <td>
        <ActionIcon variant="subtle" color="gray" aria-label={words.revoke(made.name)} onClick={onRevoke}>
          <Cross size={16} />
        </ActionIcon>
      </td>
    </tr>
  );
}

function NewKey({ onMake }: { onMake: (name: string, scopes: Scope[]) => Promise<unknown> }) {
  const form = useForm<{ name: string; scopes: Scope[] }>({
    mode: "controlled",
    initialValues: { name: "", scopes: ["chat"] },
    validate: {
      name: (name) => (name.trim() ? null : words.nameCheck),
      scopes: (scopes) => (scopes.length > 0 ? null : words.scopesCheck),
    },
  });
  const { submit, busy, problem } = useSubmit(form, async ({ name, scopes }) => {
    await onMake(name.trim(), scopes);
    form.reset();
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label={words.name} placeholder={words.namePlaceholder} maxLength={100} {...form.getInputProps("name")} />
        <Checkbox.Group label={words.may} {...form.getInputProps("scopes")}>
          <Group mt="xs">
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={words.scopes[scope]} />
            ))}
          </Group>
        </Checkbox.Group>
        <Button type="submit" variant="light" leftSection={<Plus />} loading={busy} style={{ alignSelf: "flex-start" }}>
          {words.make}
        </Button>
        <ProblemNote error={problem} />
      </Stack>
    </form>
  );
}
