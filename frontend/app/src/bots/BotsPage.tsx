import { Button, Group, SimpleGrid, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useLocation } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import type { Bot, BotReceipt } from "../api/client";
import { messages } from "../messages";
import { ImportBot } from "../moving/ImportBot";
import { Imports } from "../moving/Imports";
import { Plus } from "../shell/icons";
import { failed, More } from "../shell/More";
import { ProblemNote } from "../shell/ProblemNote";
import { Receipt } from "../shell/Receipt";
import { useTitle } from "../shell/useTitle";
import { Waiting } from "../shell/Waiting";
import { BotCard } from "./BotCard";
import { DeleteBot } from "./DeleteBot";
import { FirstBot } from "./FirstBot";
import { Invitations } from "./Invitations";
import { LeaveBot } from "./LeaveBot";
import { NewBot } from "./NewBot";
import { useBots } from "./queries";

const words = messages.bots;

export function Component() {
  useTitle(words.title);
  const [creating, dialog] = useDisclosure();
  const [bringing, moving] = useDisclosure();
  const [doomed, setDoomed] = useState<Bot>();
  const [left, setLeft] = useState<Bot>();
  const state = useHistoryState<{ receipt?: BotReceipt } | null>();
  const [, navigate] = useLocation();
  const show = (receipt?: BotReceipt) => navigate("/", { replace: true, state: { receipt } });
  const list = useBots();
  const bots = list.data?.pages.flatMap((page) => page.bots) ?? [];
  const none = list.isSuccess && bots.length === 0;
  return (
    <>
      <Invitations />
      {!none && (
        <Group justify="space-between" mb="xl">
          <Title order={1}>{words.title}</Title>
          <Group gap="xs">
            <Button variant="default" onClick={moving.open}>
              {messages.moving.import.button}
            </Button>
            <Button leftSection={<Plus />} onClick={dialog.open}>
              {words.create}
            </Button>
          </Group>
        </Group>
      )}
      <Imports />
      {list.isPending && <Waiting>{words.loadingList}</Waiting>}
      <ProblemNote error={failed(list)} retry={() => void list.refetch()} />
      {none && <FirstBot onCreate={dialog.open} onImport={moving.open} />}
      <SimpleGrid
        component="ul"
        cols={{ base: 1, sm: 2, md: 3 }}
        spacing="lg"
        p={0}
        m={0}
        style={{ listStyle: "none" }}
      >
        {bots.map((bot) => (
          <BotCard key={bot.bot_id} bot={bot} onDelete={() => setDoomed(bot)} onLeave={() => setLeft(bot)} />
        ))}
      </SimpleGrid>
      <More list={list} mt="xl" mx="auto" display="block" />
      <ImportBot opened={bringing} onClose={moving.close} />
      <NewBot opened={creating} onClose={dialog.close} />
      <DeleteBot bot={doomed} onClose={() => setDoomed(undefined)} onDone={show} />
      <LeaveBot bot={left} onClose={() => setLeft(undefined)} />
      <Receipt receipt={state?.receipt} onClose={() => show()} />
    </>
  );
}
