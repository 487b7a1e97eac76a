import type { Turn } from "./memory";
import { button, node } from "./node";
import { words } from "./words";

export type Rate = (rating: "up" | "down", comment?: string) => Promise<void>;

/** Two thumbs for an answer; a bad one may be given a reason. */
export function ratingOf(turn: Turn, rate: Rate): HTMLElement {
  const said = node("span", { class: "note", role: "status" });
  const row = node("div", { class: "rating" });
  const choose = (rating: "up" | "down") => {
    turn.rating = rating;
    rate(rating).then(() => show(), failed);
  };
  const thumbs = {
    up: button(words.good, () => choose("up"), { icon: "up", class: "plain" }),
    down: button(words.bad, () => choose("down"), { icon: "down", class: "plain" }),
  };
  const failed = () => (said.textContent = words.unavailable);
  function show(): void {
    for (const [name, thumb] of Object.entries(thumbs)) {
      thumb.setAttribute("aria-pressed", String(turn.rating === name));
    }
    said.textContent = turn.rating === "up" ? words.thanks : "";
    row.querySelector("form")?.remove();
    if (turn.rating === "down") row.append(reason(rate, said, failed));
  }
  row.append(thumbs.up, thumbs.down, said);
  for (const [name, thumb] of Object.entries(thumbs)) {
    thumb.setAttribute("aria-pressed", String(turn.rating === name));
  }
  return row;
}

function reason(rate: Rate, said: HTMLElement, failed: () => void): HTMLFormElement {
  const field = node("input", { maxlength: "1000", "aria-label": words.why, placeholder: words.why });
  const form = node("form", { class: "reason" }, field, node("button", { class: "again" }, words.sendReason));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rate("down", field.value.trim()).then(() => {
      said.textContent = words.thanks;
      form.remove();
    }, failed);
  });
  return form;
}
