import { authorised, type Answer, type Citation } from "../api/client";
import { events, type ServerEvent } from "../api/events";
import { described, Problem } from "../api/problem";
import { config } from "../config";
import { messages } from "../messages";

interface Question {
  bot_id: string;
  message: string;
  conversation_id?: string;
}

interface Listener {
  delta: (text: string) => void;
  citation: (citation: Citation) => void;
}

/** Asks the bot; tells the listener what comes as it comes, and gives the whole answer. Throws Problem. */
export async function ask(question: Question, listener: Listener, signal: AbortSignal): Promise<Answer> {
  const response = await authorised(
    new Request(new URL(`${config.api_url}/api/chat`, window.location.origin), {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream, application/json" },
      body: JSON.stringify({ ...question, stream: true }),
      signal,
    }),
  );
  const streamed = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (response.ok && streamed && response.body) return listen(response.body, listener);
  const body = (await response.json().catch(() => undefined)) as unknown;
  if (!response.ok || body === undefined) throw described(response, body);
  return body as Answer;
}

async function listen(body: ReadableStream<Uint8Array>, listener: Listener): Promise<Answer> {
  let whole: Answer | undefined;
  try {
    for await (const event of events(body)) whole = heard(event, listener) ?? whole;
  } catch (error) {
    if (error instanceof TypeError) throw interrupted();
    throw error;
  }
  if (!whole) throw interrupted();
  return whole;
}

function heard({ name, data }: ServerEvent, listener: Listener): Answer | undefined {
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
