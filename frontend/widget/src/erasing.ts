import { button, node } from "./kit";
import { words } from "./words";

/** Asks whether to erase for good; `back` is what had the focus. */
export function confirmation(erase: () => void, back: HTMLElement): HTMLElement {
  const no = button(words.no, () => (bar.remove(), back.focus()), { class: "again" });
  const yes = button(words.yes, () => (bar.remove(), erase()), { class: "again" });
  const bar = node("div", { class: "confirm", role: "group", "aria-label": words.sure }, node("p", {}, words.sure), yes, no);
  queueMicrotask(() => no.focus());
  return bar;
}
