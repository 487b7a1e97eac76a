import { node } from "./kit";
import type { Rate } from "./rating";
import { words } from "./words";

/** A field for what was wrong with an answer; `said` tells how it went. */
export function reason(rate: Rate, said: HTMLElement): HTMLFormElement {
  const field = node("input", { maxlength: "1000", "aria-label": words.why, placeholder: words.why });
  const form = node("form", { class: "reason" }, field, node("button", { class: "again" }, words.sendReason));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rate("down", field.value.trim()).then(
      () => {
        said.textContent = words.thanks;
        form.remove();
      },
      () => (said.textContent = words.unavailable),
    );
  });
  return form;
}
