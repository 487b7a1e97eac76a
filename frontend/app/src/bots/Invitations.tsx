import { Button, Group, Stack, Text } from "@mantine/core";
import { messages } from "../messages";
import { type Invitation, useAccept, useDecline, useInvitations } from "../settings/members";
import { ProblemNote } from "../shell/ProblemNote";

const words = messages.sharing;

/** Bots that others would share with you; nothing where there are none. */
export function Invitations() {
  const { data, error, refetch } = useInvitations();
  const invitations = data?.invitations ?? [];
  return (
    <>
      <ProblemNote error={error} retry={() => void refetch()} />
      {invitations.length > 0 && (
        <Stack component="ul" aria-label={words.invitations} p={0} m={0} mb="xl" style={{ listStyle: "none" }}>
          {invitations.map((each) => (
            <Waiting key={each.bot_id} invitation={each} />
          ))}
        </Stack>
      )}
    </>
  );
}

function Waiting({ invitation: { bot_id, name, role } }: { invitation: Invitation }) {
  const accept = useAccept();
  const decline = useDecline();
  const busy = accept.isPending || decline.isPending;
  return (
    <li className="surface" style={{ padding: "var(--mantine-spacing-md)" }}>
      <Group justify="space-between">
        <Text style={{ overflowWrap: "anywhere" }}>{words.invited(name, words.roles[role])}</Text>
        <Group gap="xs">
          <Button size="compact-md" loading={accept.isPending} disabled={busy} onClick={() => accept.mutate(bot_id)}>
            {words.accept}
          </Button>
          <Button
            size="compact-md"
            variant="default"
            loading={decline.isPending}
            disabled={busy}
            onClick={() => decline.mutate(bot_id)}
          >
            {words.decline}
          </Button>
        </Group>
      </Group>
      <ProblemNote error={accept.error ?? decline.error} />
    </li>
  );
}
