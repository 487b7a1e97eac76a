import { events } from "./events";
import type { Memory } from "./memory";
import type { Load } from "./files";
import type { components } from "./schema";
import { words } from "./words";

export type Answer = components["schemas"]["Answer"];
export type Citation = components["schemas"]["Citation"];
export type Session = components["schemas"]["VisitorSession"];
export type Config = Session["config"];

/** What a bot sends while it answers; `done` carries the whole answer and comes last. */
export type Piece =
  | { readonly name: "start"; readonly data: Pick<Answer, "conversation_id" | "message_id"> }
  | { readonly name: "delta"; readonly data: { readonly text: string } }
  | { readonly name: "citation"; readonly data: Citation }
  | { readonly name: "done"; readonly data: Answer };

/** A refusal in the API's words, or in ours where it could not be reached; `status` is 0 then. `wait` is in seconds. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
    readonly wait = 0,
  ) {
    super(message);
  }
}

const RENEW_BEFORE_MS = 60_000;
// One is enough, unless it ran out on a slow machine or the address changed meanwhile.
const PUZZLES = 3;
// The API waits ten seconds for a reader who was cut off.
const RETRY_AFTER_MS = [250, 1_000, 2_000, 4_000];

const CONVERSATIONS = "/api/chat/conversations/";

type Question = components["schemas"]["Question"];
// Where a gateway refuses without saying for how long.
const WAIT_SECONDS = 5;

/** One bot of one Docent, as the visitor of this page. */
export class Api {
  #opening: Promise<Session> | undefined;
  #identity = "";

  constructor(
    readonly base: string,
    readonly bot: string,
    readonly memory: Memory,
    readonly load: Load,
  ) {}

  /** A session that is good for another minute: the kept one, the one under way, or a new one. Throws ApiError. */
  async session(): Promise<Session> {
    const kept = this.memory.session();
    if (kept && kept.expires_at - Date.now() > RENEW_BEFORE_MS) return kept;
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  /** Opens the next session as the person that the site's token names; as somebody new where there is none. */
  identify(token: string): void {
    this.#identity = token;
    this.memory.forgetSession(!token);
  }

  /**
   * The pieces of an answer; a connection that breaks is taken up where it broke. Throws ApiError, also when the
   * answer cannot be had to its end; AbortError when stopped.
   */
  async *ask(message: string, conversation_id: string | undefined, signal: AbortSignal): AsyncGenerator<Piece> {
    const question = { bot_id: this.bot, message, stream: true, page: location.href.slice(0, 2_000), ...(conversation_id && { conversation_id }) };
    const response = await this.#authorised("/api/chat", question, signal);
    if (!response.ok) {
      const error = await refusal(response);
      if (!conversation_id || error.code !== "conversation_not_found") throw error;
      // It was another session's, or was stopped before it was recorded: the question counts more than the thread.
      yield* this.ask(message, undefined, signal);
      return;
    }
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
      yield { name: "done", data: await response.json() };
      return;
    }
    yield* this.#whole(question, response, signal);
  }

  /** Ends an answer under way, and with it what its model costs. */
  stop(conversation_id: string, message_id: string): void {
    this.#told("/api/chat/stop", { conversation_id, message_id }).catch(() => undefined);
  }

  /** Says what an answer was worth. Throws ApiError. */
  rate(message_id: string, rating: "up" | "down", comment = ""): Promise<void> {
    return this.#told("/api/feedback", { message_id, rating, ...(comment && { comment }) });
  }

  /** Where what an answer cites can be opened. Throws ApiError. */
  async source(conversation_id: string, message_id: string, n: number): Promise<string> {
    const path = `${CONVERSATIONS}${conversation_id}/sources/${message_id}/${n}?bot_id=${this.bot}`;
    const response = await this.#authorised(path, null);
    if (!response.ok) throw await refusal(response);
    return ((await response.json()) as components["schemas"]["Link"]).url;
  }

  /** Has a conversation erased where it is kept. Throws ApiError. */
  async forget(conversation_id: string): Promise<void> {
    const response = await this.#authorised(`${CONVERSATIONS}${conversation_id}?bot_id=${this.bot}`);
    if (!response.ok && response.status !== 404) throw await refusal(response);
  }

  /** Leaves what the visitor said of themselves with a conversation. Throws ApiError. */
  leave(conversation_id: string, contact: Readonly<Record<string, string>>): Promise<void> {
    return this.#told(`${CONVERSATIONS}${conversation_id}/contact`, { contact });
  }

  /** Passes a conversation on to the people behind the bot. Throws ApiError. */
  person(conversation_id: string): Promise<void> {
    return this.#told(`${CONVERSATIONS}${conversation_id}/person`, {});
  }

  async #told(path: string, said: object): Promise<void> {
    const response = await this.#authorised(path, { bot_id: this.bot, ...said });
    if (!response.ok) throw await refusal(response);
  }

  async *#whole(question: Question, first: Response, signal: AbortSignal): AsyncGenerator<Piece> {
    let last = "";
    let response: Response | undefined = first;
    for (let breaks = 0; ; ) {
      try {
        response ??= await this.#authorised("/api/chat", question, signal, { "last-event-id": last });
        if (!response.ok) throw await refusal(response);
        for await (const { id, piece } of pieces(response)) {
          last = id;
          yield piece;
          if (piece.name === "done") return;
        }
      } catch (error) {
        if (signal.aborted || !broken(error) || !last || breaks === RETRY_AFTER_MS.length) throw error;
      }
      response = undefined;
      await pause(RETRY_AFTER_MS[breaks++] ?? 0);
      if (signal.aborted) return;
    }
  }

  /** Without a body it is a DELETE, with null a GET. */
  async #authorised(path: string, body?: object | null, signal?: AbortSignal, more: Headers = {}): Promise<Response> {
    const response = await this.#send(path, body, (await this.session()).token, signal, more);
    if (response.status !== 401) return response;
    this.memory.forgetSession();
    return this.#send(path, body, (await this.session()).token, signal, more);
  }

  async #open(proof = "", tries = PUZZLES): Promise<Session> {
    const identity = this.#identity;
    const body = { bot_id: this.bot, ...(identity && { identity }), ...(proof && { proof }) };
    const response = await this.#send("/api/widget/session", body, this.memory.session()?.token);
    if (response.status === 202) {
      if (!tries) throw new ApiError("unavailable", words.unavailable);
      const { solved } = await this.load<typeof import("./puzzle")>("docent-puzzle", PUZZLE);
      return this.#open(await solved(await response.json()), tries - 1);
    }
    if (!response.ok) {
      const error = await refusal(response);
      if (!identity || error.code !== "identity_rejected") throw error;
      console.warn(`Docent: ${error.message}`);
      this.#identity = "";
      return this.#open();
    }
    this.#identity = ""; // from here on the session itself says who it is
    const session: Session = await response.json();
    this.memory.keepSession(session);
    return session;
  }

  async #send(path: string, body?: object | null, token = "", signal?: AbortSignal, more: Headers = {}): Promise<Response> {
    const headers = {
      ...(body && { "content-type": "application/json" }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...more,
    };
    try {
      const said = body
        ? { method: "POST", body: JSON.stringify(body) }
        : { method: body === null ? "GET" : "DELETE" };
      const init = { ...said, headers, credentials: "omit" } as const;
      return await fetch(this.base + path, { ...init, ...(signal && { signal }) });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError("unreachable", navigator.onLine ? words.unreachable : words.offline);
    }
  }
}

type Headers = Readonly<Record<string, string>>;

/** Whether asking for the rest may help: the network failed, not the answer. */
function broken(error: unknown): boolean {
  return error instanceof ApiError && (error.code === "cut_off" || error.code === "unreachable");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function* pieces(response: Response): AsyncGenerator<{ id: string; piece: Piece }> {
  if (!response.body) throw new ApiError("cut_off", words.cutOff);
  try {
    for await (const event of events(response.body)) {
      if (event.name === "error") {
        const { code, message } = event.data as { code: string; message: string };
        throw new ApiError(code, message);
      }
      yield { id: event.id, piece: event as Piece };
      if (event.name === "done") return;
    }
  } catch (error) {
    if (error instanceof ApiError || (error as Error).name === "AbortError") throw error;
    throw new ApiError("cut_off", words.cutOff);
  }
  throw new ApiError("cut_off", words.cutOff);
}

async function refusal(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => undefined);
  const { code = "unavailable", message = words.unavailable } = body?.error ?? {};
  const wait = response.status === 429 ? Number(response.headers.get("retry-after")) || WAIT_SECONDS : 0;
  return new ApiError(code, message, response.status, wait);
}
