/** A new element with attributes and children; never takes markup, so text stays text under Trusted Types. */
export function node<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A button that shows words, or an icon with its words as label. */
export function button(label: string, act: () => void, look: { icon?: Icon; class?: string } = {}): HTMLButtonElement {
  const named = look.icon ? { "aria-label": label, title: label } : {};
  const face = look.icon ? icon(look.icon) : label;
  const made = node("button", { type: "button", class: look.class ?? "", ...named }, face);
  made.addEventListener("click", act);
  return made;
}

const OUTLINES = {
  chat: "M5 4.5h14A2.5 2.5 0 0 1 21.5 7v8a2.5 2.5 0 0 1-2.5 2.5h-7L7 21.2v-3.7H5A2.5 2.5 0 0 1 2.5 15V7A2.5 2.5 0 0 1 5 4.5ZM7.5 9.3h9M7.5 12.8h5.5",
  close: "m6 6 12 12M18 6 6 18",
  up: "M7 11v9H4v-9zM7 11l4-7c1.5 0 2.3 1 2 2.5L12.5 9H18a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H7",
  down: "M7 13V4H4v9zM7 13l4 7c1.5 0 2.3-1 2-2.5L12.5 15H18a2 2 0 0 0 2-2.3l-1.2-7a2 2 0 0 0-2-1.7H7",
  restart: "M4.5 12a7.5 7.5 0 1 0 2.4-5.5L4.5 8.7M4.5 4v4.7h4.7",
  bin: "M4 7h16M10 11v6M14 11v6M6 7l1 12.5h10L18 7M9 7V4h6v3",
  send: "M12 19V5m-6 6 6-6 6 6",
  stop: "M7 7h10v10H7z",
};

export type Icon = keyof typeof OUTLINES;

/** A line drawing of 24 by 24 units that takes the colour of its text. */
export function icon(name: Icon): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(space, "svg");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("aria-hidden", "true");
  const path = made.appendChild(document.createElementNS(space, "path"));
  path.setAttribute("d", OUTLINES[name]);
  return made;
}
