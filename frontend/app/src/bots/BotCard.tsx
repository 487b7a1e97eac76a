import { ActionIcon, Anchor, Badge, Group, Menu, Text, Title } from "@mantine/core";
import { Link } from "react-router";
import type { Bot } from "../api/client";
import { messages } from "../messages";
import { Bin, Chat, Dots } from "../shell/icons";
import { mayOwn } from "./rights";
import classes from "./BotCard.module.css";

const words = messages.bots;

interface BotCardProps {
  bot: Bot;
  onDelete: () => void;
  onLeave: () => void;
}

export function BotCard({ bot, onDelete, onLeave }: BotCardProps) {
  return (
    <li className={`surface ${classes.card}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <span
          className={classes.badge}
          style={bot.theme.color ? { background: bot.theme.color, color: "#fff" } : {}}
        >
          <Chat size={20} />
        </span>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={words.menu(bot.name)}
              className={classes.menu}
            >
              <Dots />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayOwn(bot) ? (
              <Menu.Item c="var(--mantine-color-error)" leftSection={<Bin />} onClick={onDelete}>
                {words.delete}
              </Menu.Item>
            ) : (
              <Menu.Item onClick={onLeave}>{messages.sharing.leave}</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
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
