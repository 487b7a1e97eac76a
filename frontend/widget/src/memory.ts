import type { Citation, Session } from "./api";

/** One question with what came of it; `failure` says why there is no whole answer, `stopped` that none was wanted. */
export interface Turn {
  readonly question: string;
  answer: string;
  answered: boolean;
  citations: readonly Citation[];
  model?: string;
  conversation_id?: string;
  message_id?: string;
  rating?: "up" | "down";
  cut_short?: boolean | undefined;
  over_budget?: boolean | undefined;
  failure?: string;
  stopped?: boolean;
  related?: readonly string[];
}

/** A conversation as kept between pages. */
export interface Conversation {
  id?: string;
  turns: Turn[];
  /** What the visitor said of themselves, nothing where they skipped it; and the conversation that it was left with. */
  contact?: Readonly<Record<string, string>>;
  told?: string;
}

export type KeptSession = Session & { readonly expires_at: number };

/** What this tab remembers of one bot. Where the browser forbids storage it lasts as long as the page. */
export class Memory {
  readonly #kept = new Map<string, unknown>();

  constructor(readonly bot: string) {}

  conversation(): Conversation {
    return this.#read<Conversation>("conversation") ?? { turns: [] };
  }

  keepConversation(conversation: Conversation): void {
    this.#write("conversation", conversation);
  }

  /** Notes whom the site names, nobody by "". True where that is another than before, whose words are forgotten. */
  name(who: string): boolean {
    const before = this.#read("who");
    this.#write("who", who);
    const another = !!before && before !== who;
    if (another) this.keepConversation({ turns: [] });
    return another;
  }

  session(): KeptSession | undefined {
    return this.#read<KeptSession>("session");
  }

  keepSession(session: Session): void {
    this.#write("session", { ...session, expires_at: Date.now() + session.expires_in * 1000 });
  }

  /** Lets the token run out (or go, so that the visitor is another) and keeps the look: the next page's chat has it at once. */
  forgetSession(visitorToo = false): void {
    const kept = this.session();
    if (kept) this.#write("session", { ...kept, expires_at: 0, ...(visitorToo && { token: "" }) });
  }

  #read<T>(name: string): T | undefined {
    if (this.#kept.has(name)) return this.#kept.get(name) as T;
    try {
      return JSON.parse(sessionStorage.getItem(this.#key(name)) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  }

  #write(name: string, value: unknown): void {
    this.#kept.set(name, value);
    try {
      sessionStorage.setItem(this.#key(name), JSON.stringify(value));
    } catch {
      // Blocked or full: the copy in memory serves this page.
    }
  }

  #key(name: string): string {
    return `docent:${this.bot}:${name}`;
  }
}
