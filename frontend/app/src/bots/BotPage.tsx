import { Anchor, Badge, Group, Text, Title } from "@mantine/core";
import { useEffect, useRef, useState, type PropsWithChildren } from "react";
import { Link, Redirect, useLocation, useParams } from "wouter";
import type { Bot } from "../api/client";
import { Problem } from "../api/problem";
import { messages } from "../messages";
import { Nowhere } from "../shell/Dead";
import { Back, Bars, Brush, Chat, Code, Lens, Log, Page, Sliders, Tasks } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { useTitle } from "../shell/useTitle";
import { Waiting } from "../shell/Waiting";
import { ViewingProvider } from "../viewer/viewing";
import { BotButton } from "./BotButton";
import classes from "./BotPage.module.css";
import { DeleteBot } from "./DeleteBot";
import { LeaveBot } from "./LeaveBot";
import { useBot } from "./queries";
import { mayOpen, mayOwn } from "./rights";
import { ShownBot } from "./shown";

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

export function Component({ children }: PropsWithChildren) {
  const { botId = "", tab = "" } = useParams();
  const [, navigate] = useLocation();
  const [doomed, setDoomed] = useState<Bot>();
  const [left, setLeft] = useState<Bot>();
  const { data: bot, error, isPending, refetch } = useBot(botId);
  useTitle(words.tabs[tab as keyof typeof words.tabs], bot?.name);
  if (error instanceof Problem && error.status === 404) return <Nowhere />;
  if (isPending) return <Waiting>{words.loadingOne}</Waiting>;
  if (!bot) return <ProblemNote error={error} retry={() => void refetch()} />;
  if (!mayOpen(bot, tab)) return <Redirect to={`/bots/${botId}/documents`} replace />;
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
        <BotButton
          bot={bot}
          onDelete={() => setDoomed(bot)}
          onLeave={() => setLeft(bot)}
          variant="default"
          size="lg"
        />
      </Group>
      <BotTabs bot={bot} />
      <ViewingProvider key={botId} botId={botId}>
        <ShownBot value={bot}>{children}</ShownBot>
      </ViewingProvider>
      <DeleteBot
        bot={doomed}
        onClose={() => setDoomed(undefined)}
        onDone={(receipt) => navigate("/", { state: { receipt } })}
      />
      <LeaveBot bot={left} onClose={() => setLeft(undefined)} onDone={() => navigate("/")} />
    </>
  );
}

function BotTabs({ bot }: { bot: Bot }) {
  const tabs = TABS.filter(([tab]) => mayOpen(bot, tab));
  const bar = useRef<HTMLElement>(null);
  const [pathname] = useLocation();
  useEffect(() => {
    // On a phone not all tabs fit: the one that is open is brought to the middle.
    const open = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (open) bar.current?.scrollTo({ left: open.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2 });
  }, [pathname]);
  return (
    <nav ref={bar} className={classes.tabs} aria-label={words.tabsLabel}>
      {tabs.map(([tab, Icon]) => (
        <Link
          key={tab}
          to={`/bots/${bot.bot_id}/${tab}`}
          className={classes.tab ?? ""}
          aria-current={pathname.endsWith(`/${tab}`) ? "page" : undefined}
        >
          <Icon />
          {words.tabs[tab]}
        </Link>
      ))}
    </nav>
  );
}
