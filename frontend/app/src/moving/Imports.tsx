import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { DeleteBot } from "../bots/DeleteBot";
import { botKey, useBot } from "../bots/queries";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { type Begun, putAway, useBegun } from "./begun";
import { Bar, HowFar } from "./HowFar";
import { isOver, useTransfer } from "./queries";

const words = messages.moving.import;

/** The imports that go on, or have ended and were not put away; nothing where there are none. */
export function Imports() {
  const imports = useBegun().filter(({ kind }) => kind === "import");
  if (imports.length === 0) return null;
  return (
    <Stack component="ul" aria-label={words.list} p={0} m={0} mb="xl" style={{ listStyle: "none" }}>
      {imports.map((each) => (
        <Import key={each.transfer_id} begun={each} />
      ))}
    </Stack>
  );
}

function Import({ begun }: { begun: Begun }) {
  const { bot_id, transfer_id, share, problem } = begun;
  const sent = share === undefined && !problem;
  const { data: transfer, error, refetch } = useTransfer(sent ? begun : undefined);
  const { data: bot } = useBot(bot_id);
  const [removing, remove] = useState(false);
  const over = problem !== undefined || (transfer !== undefined && isOver(transfer));
  const done = transfer?.status === "done";
  useListedAnew(bot_id, over);
  return (
    <Stack component="li" className="surface" p="md" gap="sm">
      <Text fw={600} style={{ overflowWrap: "anywhere" }}>
        {words.of(bot?.name)}
      </Text>
      {share !== undefined && (
        <>
          <Text size="sm" className="figures" role="status">
            {words.sending(Math.round(share * 100))}
          </Text>
          <Bar share={share} />
        </>
      )}
      {transfer && <HowFar transfer={transfer} />}
      <ProblemNote error={problem} />
      {!problem && <ProblemNote error={error} retry={() => void refetch()} />}
      <Text size="sm" c="dimmed" role="status">
        {done ? words.done : over ? words.left : share === undefined ? words.leave : words.stay}
      </Text>
      {over && (
        <Group gap="xs">
          {done && (
            <Button component={Link} to={`/bots/${bot_id}/playground`} onClick={() => putAway(transfer_id)}>
              {words.open}
            </Button>
          )}
          {!done && bot && (
            <Button variant="light" color="red" onClick={() => remove(true)}>
              {messages.bots.remove.button}
            </Button>
          )}
          <Button variant="default" onClick={() => putAway(transfer_id)}>
            {words.dismiss}
          </Button>
        </Group>
      )}
      <DeleteBot
        bot={removing ? bot : undefined}
        onClose={() => remove(false)}
        onDone={() => putAway(transfer_id)}
      />
    </Stack>
  );
}

/** What came in has its name, and its documents, once it is over. */
function useListedAnew(botId: string, over: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!over) return;
    void client.invalidateQueries({ queryKey: ["bots"] });
    void client.invalidateQueries({ queryKey: botKey(botId) });
  }, [client, botId, over]);
}
