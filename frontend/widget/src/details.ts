import type { Turn } from "./memory";
import { button, node } from "./kit";
import { fill, words } from "./words";

export type Contact = Readonly<Record<string, string>>;
/** How a bot hands over: by an address to write to, or by a message from the server. */
export interface Person {
  readonly email?: string;
  readonly webhook: boolean;
}

type Field = "name" | "email" | "phone" | "company";
// Type of the input, and what a browser fills in.
const INPUTS = {
  name: ["text", "name"],
  email: ["email", "email"],
  phone: ["tel", "tel"],
  company: ["text", "organization"],
} as const;

/** Fields for who the visitor is, each of them optional; `done` with nothing where they skip it. */
export function contactForm(fields: readonly string[], done: (contact: Contact) => void): HTMLFormElement {
  const labels = { name: words.name, email: words.email, phone: words.phone, company: words.company };
  const inputs = (fields as Field[]).map((name) => {
    const [type, autocomplete] = INPUTS[name];
    return node("input", { name, type, autocomplete, maxlength: "200" });
  });
  const labelled = inputs.map((input) => node("label", {}, labels[input.name as Field], input));
  const leave = node("button", { class: "again" }, words.leave);
  const skip = button(words.skip, () => done({}), { class: "again" });
  const form = node("form", { class: "contact" }, node("p", {}, words.details), ...labelled, node("div", {}, leave, skip));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    done(Object.fromEntries(inputs.map(({ name, value }) => [name, value.trim()]).filter(([, value]) => value)));
  });
  return form;
}

// Mail programs cut or refuse what is much longer.
const LETTER = 1_800;

/** Subject and text of a letter as they stand in an address, the talk as far as there is room. */
function letter(subject: string, turns: readonly Turn[]): string {
  const talk = turns.map(({ question, answer }) => `> ${question}\n\n${answer}`).join("\n\n");
  const letters = [...talk.slice(0, LETTER)];
  const written = () => `${new URLSearchParams({ subject, body: letters.join("") })}`.replace(/\+/g, "%20");
  while (letters.length && written().length > LETTER) letters.length = Math.floor(letters.length * 0.95);
  return written();
}

/** A button that passes the conversation on: as an e-mail of the visitor's, or by the server. */
export function personButton(
  { email }: Person,
  bot: string,
  turns: readonly Turn[],
  pass: () => Promise<void>,
  told: () => void,
): HTMLElement {
  const said = node("span", { class: "note", role: "status" });
  const write = () => {
    open(`mailto:${email}?${letter(fill(words.subject, bot), turns)}`, "_self");
    told();
  };
  const hand = async () => {
    made.disabled = true;
    try {
      await pass();
      said.textContent = words.passedOn;
      told();
    } catch {
      made.disabled = false;
      said.textContent = words.unavailable;
    }
  };
  const made = button(words.person, () => void (email ? write() : hand()), { class: "again" });
  return node("p", { class: "person" }, made, said);
}
