import { ActionIcon, type ActionIconProps } from "@mantine/core";
import { messages } from "../messages";
import { Dots } from "../shell/icons";
import { lazily } from "../shell/lazily";
import { MenuButton } from "../shell/MenuButton";
import type { BotActions } from "./BotMenu";

const load = () => import("./BotMenu");
const BotMenu = lazily(load, ({ button }) => button);

/** What else can be done with a bot. */
export function BotButton({ bot, onDelete, onLeave, ...look }: BotActions & ActionIconProps) {
  const actions = { bot, onDelete, onLeave };
  return (
    <MenuButton load={load} menu={(button) => <BotMenu {...actions} button={button} />}>
      <ActionIcon aria-label={messages.bots.menu(bot.name)} {...look}>
        <Dots />
      </ActionIcon>
    </MenuButton>
  );
}
