import type { NewBot } from "../api/client";
import type { messages } from "../messages";
import templates from "./templates.json";

interface Template {
  key: keyof typeof messages.bots.templates;
  settings: Partial<NewBot> & { instructions: string };
}

/** What a bot can begin as. */
export const TEMPLATES = templates as Template[];
