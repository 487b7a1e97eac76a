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
export function button(label: string, act: () => void, look: { icon?: string; class?: string } = {}): HTMLButtonElement {
  const named = look.icon ? { "aria-label": label, title: label } : {};
  const face = look.icon ? icon(look.icon) : label;
  const made = node("button", { type: "button", class: look.class ?? "", ...named }, face);
  made.addEventListener("click", act);
  return made;
}

/** One of our line drawings, which takes the colour of its text. What it stands in has the name, or none. */
export function icon(outline: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(space, "svg");
  made.setAttribute("viewBox", "0 0 24 24");
  const path = made.appendChild(document.createElementNS(space, "path"));
  path.setAttribute("d", outline);
  return made;
}
