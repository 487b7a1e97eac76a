import { events } from "./events";
import type { Memory } from "./memory";
import { load } from "./kit";
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

/**
 * A refusal, in the visitor's language: the API's own words are English and for who builds, and go to the console.
 * `status` is 0 where it could not be reached; `wait` is in seconds.
 */
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

/** What failed as an ApiError: what is none (a portal's page in place of an answer, a file that does not come) too. */
export function known(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  console.warn("Docent:", error);
  return new ApiError("unavailable", words.unavailable);
}

const RENEW_BEFORE_MS = 60_000;
// One is enough, unless it ran out on a slow machine or the address changed meanwhile.
const PUZZLES = 3;
// Of all but answers, which have their own sign of life.
const LONGEST_MS = 30_000;
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
  ) {}

  /** A session that is good for another minute: the kept one, the one under way, or a new one. Throws ApiError. */
  async session(): Promise<Session> {
    const kept = this.memory.session();
    if (kept && kept.expires_at - Date.now() > RENEW_BEFORE_MS) return kept;
    return (this.#opening ??= this.#open().finally(() => (this.#opening = undefined)));
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
    const page = `${location.origin}${location.pathname}`.slice(0, 2_000);
    const question = { bot_id: this.bot, message, stream: true, page, ...(conversation_id && { conversation_id }) };
    const response = await this.#authorised("/api/chat", question, signal);
    if (!response.ok) {
      const error = await refusal(response);
      if (!conversation_id || error.code !== "conversation_not_found") throw error;
      // It was another session's, or was stopped before it was recorded: the question counts more than the thread.
      yield* this.ask(message, undefined, signal);
      return;
    }
    if (!/stream/.test(`${response.headers.get("content-type")}`)) {
      yield { name: "done", data: await response.json() };
      return;
    }
    yield* this.#whole(question, response, signal);
  }

  /** Ends an answer under way, and with it what its model costs. */
  stop(conversation_id: string, message_id: string): void {
    this.#told("/api/chat/stop", { conversation_id, message_id }).catch(() => {});
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
    for (const wait of [...RETRY_AFTER_MS, 0]) {
      try {
        response ??= await this.#authorised("/api/chat", question, signal, { "last-event-id": last });
        if (!response.ok) throw await refusal(response);
        for await (const event of events(response.body as ReadableStream<Uint8Array>)) {
          if (event.name === "error") throw refused(event.data as Refusal);
          last = event.id;
          yield event as unknown as Piece;
          if (event.name === "done") return;
        }
      } catch (error) {
        // Anything else is a network that failed, not an answer: asking for the rest may help.
        if (error instanceof ApiError && error.code !== "unreachable") throw error;
      }
      if (signal.aborted) return;
      if (!last || !wait) break;
      response = undefined;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    throw new ApiError("cut_off", words.cutOff);
  }

  /** Without a body it is a DELETE, with null a GET. */
  async #authorised(path: string, body?: object | null, signal?: AbortSignal, more: Headers = {}): Promise<Response> {
    const send = async () => this.#send(path, body, (await this.session()).token, signal, more);
    const response = await send();
    if (response.status !== 401) return response;
    this.memory.forgetSession();
    return send();
  }

  async #open(proof = "", tries = PUZZLES): Promise<Session> {
    const identity = this.#identity;
    const body = { bot_id: this.bot, ...(identity && { identity }), ...(proof && { proof }) };
    const response = await this.#send("/api/widget/session", body, this.memory.session()?.token);
    if (response.status === 202) {
      if (!tries) throw Error();
      const { solved } = await load<typeof import("./puzzle")>("docent-puzzle", PUZZLE);
      return this.#open(await solved(await response.json()), tries - 1);
    }
    if (!response.ok) {
      const error = await refusal(response);
      if (!identity || error.code !== "identity_rejected") throw error;
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
      return await fetch(this.base + path, { ...init, signal: signal ?? AbortSignal.timeout(LONGEST_MS) });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError("unreachable", navigator.onLine ? words.unreachable : words.offline);
    }
  }
}

type Headers = Readonly<Record<string, string>>;

type Refusal = { readonly code?: string; readonly message?: string };

async function refusal(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => {});
  const wait = response.status === 429 ? Number(response.headers.get("retry-after")) || WAIT_SECONDS : 0;
  return refused(body?.error ?? {}, response.status, wait);
}

function refused({ code = "unavailable", message }: Refusal, status = 0, wait = 0): ApiError {
  console.warn(`Docent: ${message}`);
  return new ApiError(code, status === 403 || status === 404 ? words.blocked : words.unavailable, status, wait);
}
