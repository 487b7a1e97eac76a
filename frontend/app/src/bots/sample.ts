import type { Bot, NewBot } from "../api/client";
import { Problem } from "../api/problem";
import { add } from "../documents/uploads";
import { messages } from "../messages";
import { createBot } from "./queries";

interface SampleFile {
  file: string;
  content_type: string;
}

/** Makes the sample bot and starts the uploads of its documents. Throws Problem. */
export async function createSample(): Promise<Bot> {
  const [settings, list] = await Promise.all([
    sample("bot.json").then((response) => response.json() as Promise<Partial<NewBot>>),
    sample("index.json").then((response) => response.json() as Promise<SampleFile[]>),
  ]);
  const files = await Promise.all(list.map(fetched));
  const bot = await createBot({ name: "Fernwood Bikes", ...settings });
  add(bot.bot_id, files);
  return bot;
}

async function fetched({ file, content_type }: SampleFile): Promise<File> {
  const response = await sample(file);
  return new File([await response.blob()], file, { type: content_type });
}

async function sample(name: string): Promise<Response> {
  const response = await fetch(`/samples/${name}`).catch(() => undefined);
  // A server that answers unknown addresses with the app's own page has no sample either.
  if (!response?.ok || response.headers.get("content-type")?.startsWith("text/html")) {
    throw new Problem(404, "no_sample", messages.bots.sample.missing);
  }
  return response;
}
