import { Api, ApiError, type Config } from "./api";
import { inkOn } from "./colour";
import frame from "./frame.css";
import { Memory } from "./memory";
import { button, icon } from "./node";
import { Panel } from "./panel";
import talk from "./talk.css";
import { words } from "./words";

const PHONE = "(max-width: 480px)";
const INTENTS = ["pointerenter", "focusin"] as const;

let sheet: CSSStyleSheet | undefined;

/** The bubble in the corner and the dialog it opens: `<docent-chat data-bot data-api>`, all inside a shadow root. */
export class DocentChat extends HTMLElement {
  readonly #bubble = button(words.open, () => this.toggle(), { icon: "chat", class: "bubble" });
  readonly #dialog = document.createElement("dialog");
  #api!: Api;
  #panel!: Panel;
  #meeting: Promise<void> | undefined;

  connectedCallback(): void {
    if (this.shadowRoot) return;
    const { bot = "", api = "" } = this.dataset;
    const memory = new Memory(bot);
    this.#api = new Api(api, bot, memory);
    if (this.dataset.identity) this.identify(this.dataset.identity);
    this.#panel = new Panel(this.#api, memory, () => this.close());
    this.#draw();
    this.#dress(memory.session()?.config);
    this.#stand(memory.session()?.config);
    this.#listen();
  }

  /** Tells who the site's visitor is, by a token that the site signed; an empty one that they signed out. */
  identify(token: string): void {
    this.#api.identify(token);
    if (!token) this.#panel.restart();
    this.#meeting = undefined;
    if (this.#dialog.open) void this.#meet();
  }

  /** Shows the conversation; the session is opened by the first sign of interest, never by the page view. */
  open(): void {
    for (const other of document.querySelectorAll<DocentChat>("docent-chat")) if (other !== this) other.close();
    if (matchMedia(PHONE).matches) this.#dialog.showModal();
    else this.#dialog.show();
    this.#bubble.setAttribute("aria-expanded", "true");
    this.#panel.focus();
    void this.#meet();
  }

  toggle(): void {
    if (this.#dialog.open) this.close();
    else this.open();
  }

  close(): void {
    const inside = this.shadowRoot?.activeElement?.closest("dialog");
    if (!this.#dialog.open) return;
    this.#dialog.close();
    if (inside) this.#bubble.focus();
  }

  #draw(): void {
    sheet ??= new CSSStyleSheet();
    if (!sheet.cssRules.length) sheet.replaceSync(frame + talk);
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    this.#bubble.append(icon("close"));
    this.#bubble.setAttribute("aria-haspopup", "dialog");
    this.#bubble.setAttribute("aria-expanded", "false");
    this.#dialog.setAttribute("aria-label", words.open);
    this.#dialog.dir = words.direction;
    this.#dialog.append(...this.#panel.root);
    shadow.append(this.#bubble, this.#dialog);
  }

  #listen(): void {
    for (const intent of INTENTS) this.#bubble.addEventListener(intent, () => void this.#meet());
    this.#dialog.addEventListener("close", () => this.#bubble.setAttribute("aria-expanded", "false"));
    // The page's own shortcuts must not fire while a visitor types here.
    for (const press of ["keydown", "keypress", "keyup"] as const) {
      this.#dialog.addEventListener(press, (event) => {
        event.stopPropagation();
        if (event.type === "keydown" && event.key === "Escape" && !event.isComposing) this.close();
      });
    }
    document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
      const ours = effectiveDirective === "connect-src" && blockedURI.startsWith(this.#api.base);
      if (ours) console.warn(words.blocked(this.#api.base));
    });
    for (const change of ["resize", "scroll"]) visualViewport?.addEventListener(change, () => this.#fit());
  }

  /** Keeps the dialog above a phone's keyboard, which covers a page without making it smaller. */
  #fit(): void {
    this.style.setProperty("--docent-height", `${visualViewport?.height}px`);
    this.style.setProperty("--docent-top", `${visualViewport?.offsetTop}px`);
  }

  /** Opens the session once; a refusal stays unless trying again may help. */
  #meet(): Promise<void> {
    return (this.#meeting ??= this.#introduce());
  }

  async #introduce(): Promise<void> {
    this.#panel.wait();
    try {
      const { config } = await this.#api.session();
      this.#dress(config);
      this.#panel.greet(config);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#explain(error);
    }
  }

  #explain(error: ApiError): void {
    if (error.code === "origin_not_allowed") console.warn(words.notHere(location.origin, this.#api.bot));
    const final = error.status === 403 || error.status === 404;
    if (!final) this.#meeting = undefined;
    this.#panel.refuse(error.message, final ? undefined : () => void this.#meet());
  }

  #dress(config: Config | undefined): void {
    const colour = config?.theme.color || this.dataset.color;
    if (colour && CSS.supports("color", colour)) {
      this.style.setProperty("--docent-colour", colour);
      this.style.setProperty("--docent-ink", inkOn(colour));
    }
    if (!config) return;
    const label = words.openNamed(config.name);
    for (const each of [this.#bubble, this.#dialog]) each.setAttribute("aria-label", label);
    this.#bubble.title = label;
  }

  /** Chooses the corner once a page: a bubble that jumps from under the pointer would be worse than a late one. */
  #stand(config: Config | undefined): void {
    const side = (config?.theme.position || this.dataset.position) === "left" ? "left" : "right";
    const neighbours = document.querySelectorAll(`docent-chat[data-side="${side}"]`).length;
    this.dataset.side = side;
    this.style.setProperty("--docent-place", String(neighbours));
  }
}
