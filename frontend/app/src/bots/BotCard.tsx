import { Anchor, Badge, Group, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import { messages } from "../messages";
import { Chat } from "../shell/icons";
import { BotButton } from "./BotButton";
import type { BotActions } from "./BotMenu";
import { mayOwn } from "./rights";
import classes from "./BotCard.module.css";

const words = messages.bots;

export function BotCard({ bot, onDelete, onLeave }: BotActions) {
  return (
    <li className={`surface ${classes.card}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <span
          className={classes.badge}
          style={bot.theme.color ? { background: bot.theme.color, color: "#fff" } : {}}
        >
          <Chat size={20} />
        </span>
        <BotButton
          bot={bot}
          onDelete={onDelete}
          onLeave={onLeave}
          variant="subtle"
          color="gray"
          className={classes.menu ?? ""}
        />
      </Group>
      <Title order={2} size="h4" lineClamp={2} className={classes.name ?? ""}>
        <Anchor
          component={Link}
          to={`/bots/${bot.bot_id}`}
          inherit
          c="inherit"
          underline="never"
          className={classes.link}
        >
          {bot.name}
        </Anchor>
      </Title>
      {!mayOwn(bot) && (
        <Badge variant="light" color="gray">
          {messages.sharing.roles[bot.role]}
        </Badge>
      )}
      <Text c="dimmed" size="sm" lineClamp={2}>
        {bot.description}
      </Text>
      <Text c="dimmed" size="xs" mt="auto" pt="sm">
        {bot.documents > 0 ? words.counted(bot.documents, bot.chunks) : words.nothing}
      </Text>
    </li>
  );
}
