import { api, type Answer, type Citation } from "../api/client";
import { events, type ServerEvent } from "../api/events";
import { described, Problem } from "../api/problem";
import type { components } from "../api/schema";
import { messages } from "../messages";

export type Trial = NonNullable<components["schemas"]["Question"]["trial"]>;

interface Question {
  bot_id: string;
  message: string;
  conversation_id?: string;
  /** Settings in place of the bot's own. */
  trial?: Trial;
}

interface Listener {
  start: (underWay: UnderWay) => void;
  delta: (text: string) => void;
  citation: (citation: Citation) => void;
}

type UnderWay = Pick<Answer, "conversation_id" | "message_id">;

// The API waits ten seconds for a reader who was cut off.
const RETRY_AFTER_MS = [250, 1_000, 2_000, 4_000];

/**
 * Asks the bot; tells the listener what comes as it comes, and gives the whole answer. A connection that breaks is
 * taken up where it broke. Throws Problem.
 */
export async function ask(question: Question, listener: Listener, signal: AbortSignal): Promise<Answer> {
  let last = "";
  const reading = { ...listener, reached: (id: string) => (last = id) };
  for (let breaks = 0; ; breaks++) {
    try {
      return await answer(question, last, reading, signal);
    } catch (error) {
      const wait = RETRY_AFTER_MS[breaks];
      if (signal.aborted || !last || wait === undefined || !broken(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Ends an answer under way, and with it what its model costs. */
export function stop(bot_id: string, underWay: UnderWay): void {
  api.POST("/api/chat/stop", { body: { bot_id, ...underWay } }).catch(() => undefined);
}

interface Reading extends Listener {
  reached: (id: string) => void;
}

async function answer(question: Question, last: string, reading: Reading, signal: AbortSignal): Promise<Answer> {
  signal.throwIfAborted();
  const { data, error, response } = await api.POST("/api/chat", {
    body: { ...question, stream: true },
    headers: { accept: "text/event-stream, application/json", ...(last && { "last-event-id": last }) },
    parseAs: "stream",
    signal,
  });
  if (!response.ok || !data) throw described(response, error);
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) return listen(data, reading);
  return (await new Response(data).json().catch(() => Promise.reject(described(response, undefined)))) as Answer;
}

/** Whether asking for the rest may help: the network failed, not the answer. */
function broken(error: unknown): boolean {
  return error instanceof Problem && error.status === 0;
}

async function listen(body: ReadableStream<Uint8Array>, reading: Reading): Promise<Answer> {
  let whole: Answer | undefined;
  try {
    for await (const event of events(body)) {
      whole = heard(event, reading) ?? whole;
      reading.reached(event.id);
    }
  } catch (error) {
    if (error instanceof TypeError) throw interrupted();
    throw error;
  }
  if (!whole) throw interrupted();
  return whole;
}

function heard({ name, data }: ServerEvent, listener: Listener): Answer | undefined {
  if (name === "start") listener.start(data as UnderWay);
  if (name === "delta") listener.delta((data as { text: string }).text);
  if (name === "citation") listener.citation(data as Citation);
  if (name === "error") {
    const { code, message, request_id } = data as { code: string; message: string; request_id?: string };
    throw new Problem(503, code, message, undefined, request_id);
  }
  return name === "done" ? (data as Answer) : undefined;
}

function interrupted(): Problem {
  return new Problem(0, "interrupted", messages.problems.interrupted);
}
