// A file of its own: what few visitors need, or only some bots.
export { contactForm, personButton } from "./details";
export { confirmation } from "./erasing";
export { opener } from "./opening";
export { reason } from "./reason";
export { learn } from "./words";
