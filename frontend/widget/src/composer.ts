import { button, icon, node } from "./node";
import { words } from "./words";

const DOUBLE_CLICK_MS = 500;

/** Where the visitor writes. Enter sends, Shift+Enter breaks the line; while an answer comes, the button stops it. */
export class Composer {
  readonly #field = node("textarea", {
    rows: "1",
    dir: "auto",
    enterkeyhint: "send",
    "aria-label": words.message,
    placeholder: words.message,
  });
  readonly #button = button(words.send, () => this.#press(), { icon: "send", class: "send" });
  readonly root = node("div", { class: "composer" }, this.#field, this.#button);
  #busy = false;
  #sent = 0;

  constructor(
    readonly ask: (question: string) => void,
    readonly stop: () => void,
  ) {
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#busy) this.#send();
    });
  }

  focus(): void {
    this.#field.focus({ preventScroll: true });
  }

  /** Gives a question back that was refused, unless the visitor has begun another. */
  restore(question: string): void {
    this.#field.value ||= question;
  }

  set busy(busy: boolean) {
    this.#busy = busy;
    const label = busy ? words.stop : words.send;
    this.#button.replaceChildren(icon(busy ? "stop" : "send"));
    this.#button.setAttribute("aria-label", label);
    this.#button.title = label;
  }

  set hidden(hidden: boolean) {
    this.root.hidden = hidden;
  }

  #press(): void {
    if (!this.#busy) this.#send();
    else if (performance.now() - this.#sent > DOUBLE_CLICK_MS) this.stop();
  }

  #send(): void {
    const question = this.#field.value.trim();
    if (!question) return;
    this.#field.value = "";
    this.#sent = performance.now();
    this.ask(question);
  }
}
