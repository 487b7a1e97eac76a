import { Api, ApiError, type Config } from "./api";
import frameSheet from "./frame.css";
import type { DocentChat } from "./loader";
import { Memory } from "./memory";
import * as icons from "./icons";
import { icon, node } from "./kit";
import { Panel } from "./panel";
import { direction, fill, language, speak, words } from "./words";

const PHONE = "(max-width: 480px), (max-height: 420px)";

let sheet: CSSStyleSheet | undefined;

/** The chat of an element, in the element's language. */
export async function start(host: DocentChat): Promise<Chat> {
  await speak(host.language, host.load);
  return new Chat(host);
}

/** What the bubble opens: the frame with the conversation, and the session behind it. */
export class Chat {
  readonly #frame: HTMLDialogElement | HTMLElement;
  readonly #api: Api;
  readonly #memory: Memory;
  #panel: Panel;
  #meeting: Promise<void> | undefined;

  constructor(readonly host: DocentChat) {
    const { bot = "", api = "" } = host.dataset;
    this.#memory = new Memory(host.dataset.preview === undefined ? bot : "");
    this.#api = new Api(api.replace(/\/+$/, ""), bot, this.#memory, host.load);
    if (host.identity !== undefined) this.#api.identify(host.identity);
    this.#panel = this.#newPanel();
    this.#frame = this.#dialog ?? node("section", { class: "frame" });
    this.#draw();
    this.#name(this.#known());
    this.#listen();
    host.emit("ready");
  }

  get #dialog(): HTMLDialogElement | undefined {
    const frame = (this.#frame as HTMLElement | undefined) ?? node("dialog", { class: "frame" });
    return this.host.inline ? undefined : (frame as HTMLDialogElement);
  }

  /** Shows the conversation; the session is opened by the first sign of interest, never by the page view. */
  open(): void {
    const dialog = this.#dialog;
    if (dialog?.open) return;
    // Who is told to close does so a little later: not one that only then opens, too.
    for (const other of document.querySelectorAll<DocentChat>("docent-chat"))
      if (other != this.host && other.bubble.getAttribute("aria-expanded") == "true") other.close();
    if (dialog && matchMedia(PHONE).matches) dialog.showModal();
    else dialog?.show();
    this.host.bubble.setAttribute("aria-expanded", "true");
    this.#panel.focus();
    this.host.emit("open");
    void this.meet();
  }

  close(): void {
    const dialog = this.#dialog;
    if (!dialog?.open) return;
    const inside = this.host.shadowRoot?.activeElement?.closest("dialog");
    dialog.close();
    if (inside) this.host.bubble.focus();
    this.host.emit("close");
  }

  toggle(): void {
    if (this.#dialog?.open) this.close();
    else this.open();
  }

  /** Asks in the visitor's name, once the bot has said that it is there. */
  async send(question: string): Promise<void> {
    this.open();
    await this.meet();
    await this.#panel.ask(question);
  }

  reset(): void {
    this.#panel.restart();
  }

  /** Tells who the site's visitor is, by a token that the site signed; an empty one that they signed out. */
  identify(token: string): void {
    this.#api.identify(token);
    if (!token) this.#panel.restart();
    this.#meeting = undefined;
    if (this.#dialog?.open ?? true) void this.meet();
  }

  /** Takes what the page's options have become. */
  async change(): Promise<void> {
    await speak(this.host.language, this.host.load);
    this.#panel.end();
    this.#panel = this.#newPanel();
    this.#fill();
    const config = this.#known();
    this.#name(config);
    if (config) {
      this.#dress(config);
      this.#panel.greet(config);
    }
  }

  /** Opens the session once; a refusal stays unless trying again may help. */
  meet(): Promise<void> {
    return (this.#meeting ??= this.#introduce());
  }

  end(): void {
    this.#panel.end();
  }

  #newPanel(): Panel {
    return new Panel(this.#api, this.#memory, this.host, () => this.close());
  }

  /** What is known of the bot, under what the page says of it. A preview knows no more than the page says. */
  #known(): Config | undefined {
    const { options, dataset } = this.host;
    const bare: Config = { name: "", theme: {}, starters: [], languages: [], show_sources: false };
    const config = dataset.preview === undefined ? this.#memory.session()?.config : bare;
    return config && { ...config, ...options, theme: { ...config.theme, ...(options as Config["theme"]) } };
  }

  #draw(): void {
    const shadow = this.host.shadowRoot as ShadowRoot;
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(frameSheet);
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets.slice(0, 1), sheet];
    shadow.append(this.#frame);
    this.#fill();
    const { bubble } = this.host;
    bubble.setAttribute("aria-haspopup", "dialog");
    if (bubble.childElementCount < 2) bubble.append(icon(icons.close));
  }

  #fill(): void {
    this.#frame.dir = direction();
    this.#frame.lang = language;
    if (this.host.dataset.mode === "page") document.documentElement.lang = language;
    this.#frame.replaceChildren(...this.#panel.root);
  }

  #listen(): void {
    const { signal } = this.host.life;
    // The event comes later: by then the dialog may be open again.
    this.#frame.addEventListener("close", () => this.host.bubble.setAttribute("aria-expanded", `${this.#dialog?.open}`));
    // The page's own shortcuts must not fire while a visitor types here.
    for (const press of ["keydown", "keypress", "keyup"] as const) {
      this.#frame.addEventListener(press, (event) => event.stopPropagation());
    }
    for (const each of [this.#frame, this.host.bubble]) {
      each.addEventListener("keydown", (event) => {
        if ((event as KeyboardEvent).key === "Escape" && !(event as KeyboardEvent).isComposing) this.close();
      }, { signal });
    }
    for (const change of ["resize", "scroll"]) {
      visualViewport?.addEventListener(change, () => this.#fit(), { signal });
    }
  }

  /** Keeps the dialog above a phone's keyboard, which covers a page without making it smaller. */
  #fit(): void {
    this.host.style.setProperty("--docent-height", `${visualViewport?.height}px`);
    this.host.style.setProperty("--docent-top", `${visualViewport?.offsetTop}px`);
  }

  async #introduce(): Promise<void> {
    this.#panel.wait();
    try {
      if (this.host.dataset.preview === undefined) await this.#api.session();
      const config = this.#known();
      if (!config) return;
      this.#dress(config);
      this.#name(config);
      this.#panel.greet(config);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#explain(error);
    }
  }

  #explain(error: ApiError): void {
    console.warn(`Docent: ${error.message}`);
    const final = error.status === 403 || error.status === 404;
    if (!final) this.#meeting = undefined;
    this.#panel.refuse(error.message, final ? undefined : () => void this.meet());
    this.host.emit("error", { code: error.code, message: error.message });
  }

  /** Colour, corner and size are on the element; font and scheme concern what is inside. */
  #dress({ theme }: Config): void {
    this.host.dress(theme);
    this.host.dataset.scheme = theme.scheme ?? "";
    const fonts: Record<string, string> = {
      serif: "Georgia,serif",
      rounded: "ui-rounded,system-ui",
      mono: "ui-monospace,monospace",
      page: getComputedStyle(document.body).fontFamily,
    };
    this.#frame.style.fontFamily = fonts[theme.font ?? ""] ?? "";
  }

  #name(config: Config | undefined): void {
    const label = config?.name ? fill(words.openNamed, { name: config.name }) : words.chat;
    this.#frame.setAttribute("aria-label", label);
    if (!config) return;
    this.host.bubble.setAttribute("aria-label", label);
    this.host.bubble.title = label;
  }
}
