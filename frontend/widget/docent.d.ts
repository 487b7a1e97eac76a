// The widget's JavaScript API, for pages and wrappers. docs/widget.md tells when to use what.

/** What a page may set; what it leaves out is as the bot's owner set it. Values that are not known are passed over. */
export interface DocentOptions {
  /** `#rrggbb`; text on it is black or white, whichever reads better. */
  color?: string;
  position?: "left" | "right";
  greeting?: string;
  /** Up to two letters or an emoji. */
  avatar?: string;
  size?: "compact" | "normal" | "large";
  /** `page`: the font of the page's body. */
  font?: "system" | "serif" | "rounded" | "mono" | "page";
  scheme?: "auto" | "light" | "dark";
  name?: string;
  starters?: readonly string[];
  /** A language tag such as `de` or `pt-BR`; otherwise the page's `lang`, then the browser's. */
  language?: string;
}

export interface DocentEvents {
  ready: {};
  open: {};
  close: {};
  question: { question: string };
  answer: {
    question: string;
    answer: string;
    answered: boolean;
    citations: readonly { n: number; filename: string; page: number; quote: string; heading?: string }[];
    conversation_id: string;
    message_id: string;
  };
  /** The visitor wanted no more of an answer. */
  stop: { question: string };
  rating: { message_id: string; rating: "up" | "down" };
  /** What a visitor left of themselves; nothing in it where they skipped. */
  lead: Readonly<Record<string, string>>;
  /** The visitor asked for a person; without an id where nothing was answered yet. */
  person: { conversation_id?: string };
  /** `message` is what the visitor is told, in their language; `busy`: a question came while another is answered. */
  error: { code: string; message: string };
  reset: {};
  destroy: {};
}

export interface DocentChatElement extends HTMLElement {
  open(): void;
  close(): void;
  toggle(): void;
  /** Opens the chat and asks in the visitor's name. */
  send(question: string): void;
  /** Begins a new conversation. */
  reset(): void;
  setOptions(options: DocentOptions): void;
  /** Names the visitor, by a token that your server signed; `""` when they sign out. */
  identify(token: string): void;
  on<Name extends keyof DocentEvents>(name: Name, listener: (event: CustomEvent<DocentEvents[Name]>) => void): this;
  off<Name extends keyof DocentEvents>(name: Name, listener: (event: CustomEvent<DocentEvents[Name]>) => void): this;
  /** Takes the chat off the page and ends all that it does. */
  destroy(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "docent-chat": DocentChatElement;
  }
}
