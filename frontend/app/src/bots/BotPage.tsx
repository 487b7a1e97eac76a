import { ActionIcon, Anchor, Badge, Group, Menu, Text, Title } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Link, Navigate, NavLink, Outlet, useLocation, useNavigate, useParams } from "react-router";
import type { Bot } from "../api/client";
import { Problem } from "../api/problem";
import { messages } from "../messages";
import { Nowhere } from "../shell/Dead";
import { Back, Bars, Bin, Brush, Chat, Code, Dots, Lens, Log, Page, Sliders, Tasks } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { useTitle } from "../shell/useTitle";
import { Waiting } from "../shell/Waiting";
import { ViewingProvider } from "../viewer/viewing";
import classes from "./BotPage.module.css";
import { DeleteBot } from "./DeleteBot";
import { LeaveBot } from "./LeaveBot";
import { useBot } from "./queries";
import { mayOpen, mayOwn } from "./rights";

const words = messages.bots;
const TABS = [
  ["documents", Page],
  ["playground", Chat],
  ["conversations", Log],
  ["analytics", Bars],
  ["todo", Tasks],
  ["search", Lens],
  ["settings", Sliders],
  ["appearance", Brush],
  ["embed", Code],
] as const;

export function Component() {
  const { botId = "" } = useParams();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [doomed, setDoomed] = useState<Bot>();
  const [left, setLeft] = useState<Bot>();
  const { data: bot, error, isPending, refetch } = useBot(botId);
  const tab = pathname.split("/")[3] ?? "documents";
  useTitle(words.tabs[tab as keyof typeof words.tabs], bot?.name);
  if (error instanceof Problem && error.status === 404) return <Nowhere />;
  if (isPending) return <Waiting>{words.loadingOne}</Waiting>;
  if (!bot) return <ProblemNote error={error} retry={() => void refetch()} />;
  if (!mayOpen(bot, tab)) return <Navigate to={`/bots/${botId}/documents`} replace />;
  return (
    <>
      <Anchor
        component={Link}
        to="/"
        size="sm"
        c="dimmed"
        display="inline-flex"
        style={{ alignItems: "center" }}
      >
        <Back size={16} /> {words.back}
      </Anchor>
      <Group justify="space-between" wrap="nowrap" align="flex-start" mt={6}>
        <div className={classes.about}>
          <Title order={1}>{bot.name}</Title>
          {!mayOwn(bot) && (
            <Badge variant="light" color="gray">
              {messages.sharing.roles[bot.role]}
            </Badge>
          )}
          <Text c="dimmed">{bot.description}</Text>
        </div>
        <Actions bot={bot} onDelete={() => setDoomed(bot)} onLeave={() => setLeft(bot)} />
      </Group>
      <BotTabs bot={bot} />
      <ViewingProvider key={botId} botId={botId}>
        <Outlet context={bot} />
      </ViewingProvider>
      <DeleteBot
        bot={doomed}
        onClose={() => setDoomed(undefined)}
        onDone={(receipt) => void navigate("/", { state: { receipt } })}
      />
      <LeaveBot bot={left} onClose={() => setLeft(undefined)} onDone={() => void navigate("/")} />
    </>
  );
}

interface ActionsProps {
  bot: Bot;
  onDelete: () => void;
  onLeave: () => void;
}

function Actions({ bot, onDelete, onLeave }: ActionsProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={words.menu(bot.name)}>
          <Dots />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayOwn(bot) ? (
          <Menu.Item c="var(--mantine-color-error)" leftSection={<Bin />} onClick={onDelete}>
            {words.remove.button}
          </Menu.Item>
        ) : (
          <Menu.Item onClick={onLeave}>{messages.sharing.leave}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function BotTabs({ bot }: { bot: Bot }) {
  const tabs = TABS.filter(([tab]) => mayOpen(bot, tab));
  const bar = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    // On a phone not all tabs fit: the one that is open is brought to the middle.
    const open = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (open) bar.current?.scrollTo({ left: open.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2 });
  }, [pathname]);
  return (
    <nav ref={bar} className={classes.tabs} aria-label={words.tabsLabel}>
      {tabs.map(([tab, Icon]) => (
        <NavLink key={tab} to={`/bots/${bot.bot_id}/${tab}`} className={classes.tab ?? ""}>
          <Icon />
          {words.tabs[tab]}
        </NavLink>
      ))}
    </nav>
  );
}
