import { inkOn } from "./colour";

/** How a bot looks. Values that are none of those known are passed over, so nothing else gets into a style. */
export interface Theme {
  color?: string;
  position?: string;
  greeting?: string;
  consent?: string;
  avatar?: string;
  size?: string;
  font?: string;
  scheme?: string;
}

/** Puts colour, size and corner on the element. The corner stays: a bubble must not jump from under the pointer. */
export function clothe(host: HTMLElement, { color = "", position, size }: Theme): void {
  const { style, dataset } = host;
  if (/^#[\da-f]{6}$/i.test(color)) {
    style.setProperty("--docent-colour", color);
    style.setProperty("--docent-ink", inkOn(color));
  }
  if (size) dataset.size = size;
  const side = position === "left" ? position : "right";
  if (dataset.side && dataset.preview === undefined) return;
  delete dataset.side;
  const neighbours = document.querySelectorAll(`docent-chat[data-side=${side}]`).length;
  style.setProperty("--docent-place", `${neighbours}`);
  dataset.side = side;
}
