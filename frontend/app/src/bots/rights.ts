import type { Bot } from "../api/client";

export type Tab =
  | "documents"
  | "playground"
  | "conversations"
  | "analytics"
  | "todo"
  | "search"
  | "settings"
  | "appearance"
  | "embed";

const LOOKING: readonly Tab[] = ["documents", "playground", "search"];

/** Whether your role lets you change the bot. The API asks again; this is for what is shown. */
export const mayEdit = (bot: Bot): boolean => bot.role !== "viewer";

/** Whether you may delete and share the bot, and make keys. */
export const mayOwn = (bot: Bot): boolean => bot.role === "owner";

export const mayOpen = (bot: Bot, tab: string): boolean =>
  mayEdit(bot) || LOOKING.some((each) => each === tab);
