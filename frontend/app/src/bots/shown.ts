import { createContext, useContext } from "react";
import type { Bot } from "../api/client";

const Context = createContext<Bot | undefined>(undefined);

/** Gives the bot whose page it is to what stands on it. */
export const ShownBot = Context.Provider;

/** The bot whose page this is. */
export function useShownBot(): Bot {
  const bot = useContext(Context);
  if (!bot) throw new Error("useShownBot");
  return bot;
}
