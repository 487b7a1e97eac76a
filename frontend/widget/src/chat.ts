import { Api, type Config, known } from "./api";
import frameSheet from "./frame.css";
import type { DocentChat } from "./loader";
import { Memory } from "./memory";
import * as icons from "./icons";
import { icon, node } from "./kit";
import { Panel } from "./panel";
import { direction, fill, language, speak, words } from "./words";

const OPEN = "[aria-expanded=true]";
const PHONE = "(max-width: 480px), (max-height: 420px)";

/** Whom a token of the site's names; it is the API that checks it. */
function subject(token: string): string {
  try {
    const [, claims = ""] = token.split(".");
    return JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/"))).sub;
  } catch {
    return token;
  }
}

let sheet: CSSStyleSheet | undefined;

/** The chat of an element, in the element's language; none where it left the page meanwhile. */
export async function start(host: DocentChat, signal: AbortSignal): Promise<Chat | undefined> {
  await speak(host.language);
  return signal.aborted ? undefined : new Chat(host);
}

/** What the bubble opens: the frame with the conversation, and the session behind it. */
export class Chat {
  readonly #frame: HTMLElement;
  readonly #api: Api;
  readonly #memory: Memory;
  #panel: Panel;
  #meeting: Promise<void> | undefined;
  #refused = false;

  constructor(readonly host: DocentChat) {
    const { bot = "", api = "", identity } = host.dataset;
    this.#memory = new Memory(host.dataset.preview === undefined ? bot : "");
    this.#api = new Api(api.replace(/\/+$/, ""), bot, this.#memory);
    const token = host.identity ?? identity;
    if (token !== undefined) this.#isAnother(token);
    this.#panel = this.#newPanel();
    this.#frame = node(host.inline ? "section" : "dialog", { class: "frame" });
    this.#draw();
    this.#name(this.#known());
    this.#listen();
    host.emit("ready");
  }

  get #dialog(): HTMLDialogElement | undefined {
    return this.host.inline ? undefined : (this.#frame as HTMLDialogElement);
  }

  /** Shows the conversation; the session is opened by the first sign of interest, never by the page view. */
  open(): void {
    const dialog = this.#dialog;
    if (dialog?.open) return;
    // Who is told to close does so a little later: not one that only then opens, too.
    for (const other of document.querySelectorAll<DocentChat>("docent-chat"))
      if (other !== this.host && other.bubble.matches(OPEN)) other.close();
    this.#fit();
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
    this.#closed(!!inside);
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
    if (this.#isAnother(token)) this.#panel.restart({ turns: [] });
    this.#meeting = undefined;
    if (this.#dialog?.open ?? true) void this.meet();
  }

  /** Takes what the page's options have become. What is written or answered just now is left alone. */
  async change(): Promise<void> {
    await speak(this.host.language);
    if (this.#frame.lang !== language) {
      const { draft } = this.#panel.composer;
      this.#panel.end();
      this.#panel = this.#newPanel();
      this.#panel.composer.draft = draft;
      this.#fill();
      if (this.#refused) return this.#introduce();
    }
    const config = this.#known();
    this.#name(config);
    if (!config) return;
    this.#dress(config);
    if (!this.#refused) this.#panel.greet(config);
  }

  /** Opens the session once; a refusal stays unless trying again may help. */
  meet(): Promise<void> {
    return (this.#meeting ??= this.#introduce());
  }

  end(): void {
    this.#panel.end();
  }

  /** Names the visitor, and whether that is another than before: what was said is not theirs then. */
  #isAnother(token: string): boolean {
    const another = this.#memory.name(subject(token));
    if (token || another) this.#api.identify(token);
    return another;
  }

  #closed(inside: boolean): void {
    const { bubble } = this.host;
    bubble.setAttribute("aria-expanded", "false");
    if (inside) bubble.focus();
    this.host.emit("close");
  }

  #newPanel(): Panel {
    return new Panel(this.#api, this.#memory, this.host, () => this.close());
  }

  /** What is known of the bot, under what the page says of it. A preview knows no more than the page says. */
  #known(): Config | undefined {
    const { options, dataset } = this.host;
    const config = dataset.preview === undefined ? this.#memory.session()?.config : ({ theme: {} } as Config);
    return config && { ...config, ...options, theme: { ...config.theme, ...(options as Config["theme"]) } };
  }

  #draw(): void {
    const shadow = this.host.shadowRoot as ShadowRoot;
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(frameSheet);
    shadow.adoptedStyleSheets.push(sheet);
    shadow.append(this.#frame);
    this.#fill();
    const { bubble } = this.host;
    bubble.setAttribute("aria-haspopup", "dialog");
    bubble.append(icon(icons.close));
  }

  #fill(): void {
    this.#frame.dir = direction();
    this.#frame.lang = language;
    if (this.host.dataset.mode === "page") document.documentElement.lang = language;
    this.#frame.replaceChildren(...this.#panel.root);
  }

  #listen(): void {
    const { life } = this.host;
    // Closed by the browser, as by a phone's way back. The event comes later: by then the dialog may be open again.
    this.#frame.addEventListener("close", () => {
      if (!this.#dialog?.open && this.host.bubble.matches(OPEN)) this.#closed(true);
    });
    for (const press of ["keydown", "keypress", "keyup"] as const) {
      const pressed = (event: KeyboardEvent) => {
        // The page's own shortcuts must not fire while a visitor types here.
        event.stopPropagation();
        if (event.type + event.key === "keydownEscape" && !event.isComposing) this.close();
      };
      this.host.addEventListener(press, pressed, life);
    }
    for (const change of ["resize", "scroll"]) visualViewport?.addEventListener(change, () => this.#fit(), life);
  }

  /** Keeps the dialog above a phone's keyboard, which covers a page without making it smaller. */
  #fit(): void {
    const { height, offsetTop } = visualViewport as VisualViewport;
    this.#frame.style.setProperty("--height", `${height}px`);
    this.#frame.style.setProperty("--top", `${offsetTop}px`);
  }

  async #introduce(): Promise<void> {
    this.#refused = false;
    this.#panel.wait();
    try {
      if (this.host.dataset.preview === undefined) await this.#api.session();
      const config = this.#known() as Config;
      this.#dress(config);
      this.#name(config);
      this.#panel.greet(config);
    } catch (error) {
      const { code, message, status } = known(error);
      this.#refused = true;
      const final = status === 403 || status === 404;
      if (!final) this.#meeting = undefined;
      this.#panel.refuse(message, final ? undefined : () => void this.meet());
      this.host.emit("error", { code, message });
    }
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
    const label = config?.name ? fill(words.openNamed, config.name) : words.chat;
    this.#frame.setAttribute("aria-label", label);
    if (!config) return;
    this.host.bubble.setAttribute("aria-label", label);
    this.host.bubble.title = label;
  }
}
