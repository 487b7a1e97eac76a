import * as icons from "./icons";
import type { Turn } from "./memory";
import { button, node } from "./kit";
import { later } from "./parts";
import { words } from "./words";

export type Rate = (rating: "up" | "down", comment?: string) => Promise<void>;

/** Two thumbs for an answer, a bad one with a reason if they like; beside them a way to copy it. */
export function ratingOf(turn: Turn, rate: Rate, copy?: HTMLElement): HTMLElement {
  const said = node("span", { class: "note", role: "status" });
  const row = node("div", { class: "rating" });
  const choose = (rating: "up" | "down") => {
    turn.rating = rating;
    rate(rating).then(show, failed);
  };
  const thumbs = {
    up: button(words.good, () => choose("up"), { icon: icons.up, class: "plain" }),
    down: button(words.bad, () => choose("down"), { icon: icons.up, class: "plain down" }),
  };
  const failed = () => (said.textContent = words.unavailable);
  const press = () => {
    for (const [name, thumb] of Object.entries(thumbs)) thumb.setAttribute("aria-pressed", `${turn.rating === name}`);
  };
  const show = () => {
    press();
    said.textContent = turn.rating === "up" ? words.thanks : "";
    row.querySelector("form")?.remove();
    if (turn.rating === "down") void later(({ reason }) => row.querySelector("form") ?? row.append(reason(rate, said)), failed);
  };
  row.append(thumbs.up, thumbs.down, ...(copy ? [copy] : []), said);
  press();
  return row;
}
