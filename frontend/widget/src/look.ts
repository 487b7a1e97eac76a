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

const PLAIN = "#26313d";
const EDGE_PX = 20;
const BESIDE_PX = 68;

/**
 * Puts colour, size and corner on the element. A corner once taken stays unless it `moves`: a bubble must not jump
 * from under the pointer.
 */
export function clothe(host: HTMLElement, { color = "", position = "", size }: Theme, moves: unknown): void {
  const { style, dataset } = host;
  // What is important here, no style sheet of the page overrides.
  const put = (name: string, value: string) => style.setProperty(name, value, "important");
  const colour = /^#[\da-f]{6}$/i.test(color) ? color : style.getPropertyValue("--colour") || PLAIN;
  put("--colour", colour);
  put("--ink", inkOn(colour));
  if (size) dataset.size = size;
  const side = ["left", "right"].includes(position) ? position : dataset.side || "right";
  if (dataset.mode || dataset.side === side || (dataset.side && !moves)) return;
  let edge = EDGE_PX;
  while (document.querySelector(`docent-chat[data-side=${side}][data-edge="${edge}"]`)) edge += BESIDE_PX;
  dataset.edge = `${edge}`;
  put("--edge", `${edge}px`);
  dataset.side = side;
}
