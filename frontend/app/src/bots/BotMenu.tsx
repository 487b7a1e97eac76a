import { Menu } from "@mantine/core";
import type { ReactNode } from "react";
import type { Bot } from "../api/client";
import { messages } from "../messages";
import { Bin } from "../shell/icons";
import { OpenMenu } from "../shell/OpenMenu";
import { mayOwn } from "./rights";

export interface BotActions {
  bot: Bot;
  onDelete: () => void;
  onLeave: () => void;
}

export default function BotMenu({ bot, onDelete, onLeave, button }: BotActions & { button: ReactNode }) {
  return (
    <OpenMenu button={button}>
      {mayOwn(bot) ? (
        <Menu.Item c="var(--mantine-color-error)" leftSection={<Bin />} onClick={onDelete}>
          {messages.bots.remove.button}
        </Menu.Item>
      ) : (
        <Menu.Item onClick={onLeave}>{messages.sharing.leave}</Menu.Item>
      )}
    </OpenMenu>
  );
}
