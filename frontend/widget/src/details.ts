// A file of its own: only bots that ask for details, or lead on to a person, need it.
import type { Turn } from "./memory";
import { button, node } from "./kit";
import { fill, type Words } from "./words";

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
export function contactForm(words: Words, fields: readonly string[], done: (contact: Contact) => void): HTMLFormElement {
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

/** A button that passes the conversation on: as an e-mail of the visitor's, or by the server. */
export function personButton(
  words: Words,
  { email }: Person,
  bot: string,
  turns: readonly Turn[],
  pass: () => Promise<void>,
  told: () => void,
): HTMLElement {
  const said = node("span", { class: "note", role: "status" });
  const write = () => {
    const talk = turns.map(({ question, answer }) => `> ${question}\n\n${answer}`).join("\n\n");
    const subject = fill(words.subject, { name: bot });
    // Mail programs cut or refuse what is much longer.
    const letter = new URLSearchParams({ subject, body: talk.slice(0, 1_500) });
    open(`mailto:${email}?${letter}`.replace(/\+/g, "%20"), "_self");
    told();
  };
  const hand = async () => {
    made.disabled = true;
    try {
      await pass();
      said.textContent = words.passedOn;
      told();
    } catch (error) {
      made.disabled = false;
      said.textContent = (error as Error).message;
    }
  };
  const made = button(words.person, () => void (email ? write() : hand()), { class: "again" });
  return node("p", { class: "person" }, made, said);
}
