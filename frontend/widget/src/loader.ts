import type { DocentChatElement, DocentEvents, DocentOptions } from "../docent";
import type { Chat } from "./chat";
import { home, load } from "./files";
import { chat } from "./icons";
import { labelsIn } from "./labels";
import sheetText from "./loader.css";
import { clothe, type Theme } from "./look";
import { button, icon, node } from "./node";
import { mountAll } from "./tag";

/** What a page may set. Whoever writes it in plain JavaScript may set anything: a look is checked where it is put on. */
export type Options = Omit<DocentOptions, keyof Theme> & Theme;

let sheet: CSSStyleSheet | undefined;

/** `<docent-chat data-bot data-api>`: the bubble, and the way to the chat, which comes at the first sign of interest. */
export class DocentChat extends HTMLElement implements Omit<DocentChatElement, keyof HTMLElement> {
  static readonly kit = { button, icon, node, load };
  options: Options = {};
  declare bubble: HTMLButtonElement;
  declare identity: string | undefined;
  /** Ends when the element leaves the page: what listens to the page listens until then. */
  life = { signal: { aborted: true } } as AbortController;
  #chat: Promise<Chat | undefined> | undefined;
  readonly #note = node("p", { role: "alert" });

  /** Whether it stands in the page (`inline`, `page`) instead of behind a bubble. */
  get inline(): boolean {
    return !!this.dataset.mode;
  }

  /** The language of the chat: as the page sets it, of the page, of the browser. */
  get language(): string {
    const page = this.closest<HTMLElement>("[lang]")?.lang;
    return `${this.options.language || this.dataset.language || page || navigator.language}`;
  }

  connectedCallback(): void {
    if (!this.life.signal.aborted) return;
    this.life = new AbortController();
    this.dataset.api ||= new URL(home()).origin;
    const [label = ""] = labelsIn(this.language);
    this.bubble = button(label, () => this.toggle(), { icon: chat, class: "bubble" });
    this.bubble.setAttribute("aria-expanded", "false");
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(sheetText);
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.replaceChildren(...(this.inline ? [] : [this.bubble]));
    this.dress();
    const meet = () => this.#do("meet");
    for (const intent of ["pointerenter", "focusin"]) this.addEventListener(intent, meet, this.life);
    if (this.inline) new IntersectionObserver(([entry]) => entry?.isIntersecting && meet()).observe(this);
  }

  disconnectedCallback(): void {
    // Moving an element takes it out and puts it in again.
    queueMicrotask(() => {
      if (this.isConnected || this.life.signal.aborted) return;
      this.life.abort();
      this.#tell("end");
      this.#chat = undefined;
      this.shadowRoot?.replaceChildren();
      this.emit("destroy");
    });
  }

  open(): void {
    this.#do("open");
  }

  close(): void {
    this.#tell("close");
  }

  toggle(): void {
    this.#do("toggle");
  }

  send(question: string): void {
    this.#do("send", question);
  }

  reset(): void {
    this.#do("reset");
  }

  setOptions(options: Options): void {
    this.options = { ...this.options, ...options };
    this.dress();
    this.#tell("change");
  }

  identify(token: string): void {
    this.identity = token;
    this.#tell("identify", token);
  }

  on(name: string, listener: (event: CustomEvent) => void): this {
    this.addEventListener(`docent:${name}`, listener as EventListener);
    return this;
  }

  off(name: string, listener: (event: CustomEvent) => void): this {
    this.removeEventListener(`docent:${name}`, listener as EventListener);
    return this;
  }

  destroy(): void {
    this.remove();
  }

  emit(name: keyof DocentEvents, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(`docent:${name}`, { detail }));
  }

  /** Puts on colour, corner and size: the page's, else the bot's once it is known, else the tag's. */
  dress(theme: Theme = {}): void {
    clothe(this, { ...(this.dataset as Theme), ...theme, ...this.options }, this.options.position);
  }

  /** Tells the chat what concerns it only once it is there. */
  #tell(name: "change" | "close" | "end" | "identify", said = ""): void {
    if (this.#chat) this.#do(name, said);
  }

  /** Has the chat do it, which is fetched first; says so where that failed. Nothing before and after its life. */
  async #do(name: Exclude<keyof Chat, "host">, said = ""): Promise<void> {
    const { signal } = this.life;
    if (signal.aborted && !this.#chat) return;
    try {
      this.#chat ??= load<typeof import("./chat")>("docent-chat", CHAT).then(({ start }) => start(this, signal));
      const chat = await this.#chat;
      this.#note.remove();
      if (!signal.aborted || name === "end") void chat?.[name](said);
    } catch (error) {
      console.warn("Docent:", error);
      if (signal.aborted) return;
      this.#chat = undefined;
      this.#note.textContent = `⚠ ${labelsIn(this.language)[1]}`;
      this.shadowRoot?.append(this.#note);
    }
  }
}

if (!customElements.get("docent-chat")) customElements.define("docent-chat", DocentChat);
mountAll();
