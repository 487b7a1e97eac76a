import * as icons from "./icons";
import { button, icon, node } from "./kit";
import { fill, words } from "./words";

const DOUBLE_CLICK_MS = 500;

/** Where the visitor writes. Enter sends, Shift+Enter breaks the line; while an answer comes, the button stops it. */
export class Composer {
  readonly #field = node("textarea", {
    rows: "1",
    maxlength: "4000", // the API's
    dir: "auto",
    enterkeyhint: "send",
    "aria-label": words.message,
    placeholder: words.message,
  });
  readonly #button = button(words.send, () => this.#press(), { icon: icons.send, class: "send" });
  // Not live: a screen reader would say every second. The refusal that it follows was announced.
  readonly #note = node("p", { class: "hold", hidden: "" });
  readonly root = node("div", { class: "composer" }, this.#field, this.#button, this.#note);
  #busy = false;
  #open = 0;
  #sent = 0;
  #timer = 0;

  constructor(
    readonly ask: (question: string) => void,
    readonly stop: () => void,
  ) {
    this.#field.addEventListener("keydown", (event) => {
      // Safari's Enter that ends a composition comes after it, and is told by its code alone.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (!this.#busy && !this.held) this.#send();
    });
  }

  focus(): void {
    this.#field.focus({ preventScroll: true });
  }

  /** What is written and not sent. */
  get draft(): string {
    return this.#field.value;
  }

  set draft(text: string) {
    this.#field.value = text;
  }

  /** Whether no question is taken for now. */
  get held(): boolean {
    return Date.now() < this.#open;
  }

  /** How long no question is taken, in words; nothing where one is. */
  get wait(): string {
    return this.held ? this.#note.textContent : "";
  }

  /** Takes no question for so many seconds, and counts them down; what is being written stays. */
  hold(seconds: number): void {
    this.#open = Date.now() + seconds * 1000;
    this.#count();
  }

  set busy(busy: boolean) {
    this.#busy = busy;
    const label = busy ? words.stop : words.send;
    this.#button.replaceChildren(icon(busy ? icons.stop : icons.send));
    this.#button.setAttribute("aria-label", label);
    this.#button.title = label;
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #count(): void {
    const left = Math.ceil((this.#open - Date.now()) / 1000);
    this.#button.disabled = left > 0;
    this.#note.hidden = left <= 0;
    if (left <= 0) return;
    this.#note.textContent = fill(words.wait, left);
    this.#timer = setTimeout(() => this.#count(), 1000);
  }

  #press(): void {
    if (!this.#busy) this.#send();
    else if (Date.now() - this.#sent > DOUBLE_CLICK_MS) this.stop();
  }

  #send(): void {
    const question = this.#field.value.trim();
    if (!question) return;
    this.#field.value = "";
    this.#sent = Date.now();
    this.ask(question);
  }
}
