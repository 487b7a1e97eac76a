import type { Citation } from "./api";
import * as icons from "./icons";
import { markdown } from "./markdown";
import type { Turn } from "./memory";
import { button, node } from "./kit";
import type { Locate } from "./opening";
import { later } from "./parts";
import { ratingOf, type Rate } from "./rating";
import { fill, words } from "./words";

/** A question and its answer as they stand in the log. Show it again whenever the turn has changed. */
export class AnswerView {
  readonly #said = node("div", { class: "answer", dir: "auto" });
  readonly #below = node("div", { class: "below" });
  readonly root: HTMLElement;
  /** Gives the way to what it cites, where the bot lets its visitors open that: known once there is a session. */
  declare locate: () => Locate | false | undefined;

  constructor(
    readonly turn: Turn,
    readonly retry: () => void,
    readonly rate: Rate,
    readonly ask: (question: string) => void,
  ) {
    const you = node("span", { class: "unseen" }, `${words.you}: `);
    const asked = node("p", { class: "question", dir: "auto" }, you, turn.question);
    this.root = node("div", { class: "turn" }, asked, this.#said, this.#below);
  }

  /** Shows what has arrived; the dots until something has. */
  showProgress(): void {
    if (this.turn.answer) this.#said.replaceChildren(...markdown(this.turn.answer, pending));
    else this.#said.replaceChildren(node("p", { class: "waiting" }, words.looking));
    this.#below.replaceChildren();
  }

  /** Shows the finished turn: the answer with its sources, or why there is none. */
  showWhole(): void {
    const { answer, answered, citations, model, cut_short, stopped, message_id, over_budget } = this.turn;
    // A page that was left meanwhile did not see how it ended.
    const failure = this.turn.failure ?? (stopped || message_id ? "" : words.cutOff);
    const shown = answered ? citations : [];
    const sources = new Map(shown.map((citation) => [citation.n, source(citation, this.locate())]));
    const cite = failure || stopped ? pending : (n: number) => mark(n, shown, sources);
    this.#said.replaceChildren(...markdown(answer, cite));
    this.#said.hidden = !answer;
    this.#below.replaceChildren();
    if (sources.size) this.#below.append(sourceList([...sources.values()]));
    if (answered && model === "extractive") this.#note(words.quotedOnly);
    if (over_budget) this.#note(words.overBudget);
    if (message_id) this.#below.append(ratingOf(this.turn, this.rate, this.#copier()));
    const related = this.turn.related ?? [];
    if (related.length) this.#below.append(chips(related, this.ask));
    if (cut_short) this.#note(words.cutShort);
    if (stopped) this.#note(words.stopped);
    if (failure) this.#below.append(node("p", { class: "failure" }, failure));
    if (failure || stopped) this.#below.append(button(words.again, this.retry, { class: "again" }));
  }

  /** The answer as plain text, without its marks. */
  get text(): string {
    this.root.classList.add("bare");
    const text = this.#said.innerText;
    this.root.classList.remove("bare");
    return text.trim();
  }

  #note(said: string): void {
    this.#below.append(node("p", { class: "note" }, said));
  }

  /** A button that puts the answer where the visitor can paste it from. */
  #copier(): HTMLButtonElement | undefined {
    const { clipboard } = navigator as { clipboard?: Clipboard };
    const done = () => {
      made.setAttribute("aria-label", (made.textContent = words.copied));
    };
    const copy = () => void clipboard?.writeText(this.text).then(done, () => {});
    const made = button(words.copy, copy, { icon: icons.copy, class: "plain" });
    return clipboard && made;
  }
}

/** The place of a citation whose source has not arrived. */
function pending(n: number): HTMLElement {
  return node("span", { class: "mark" }, String(n));
}

/** What else was found, to ask about. */
function chips(topics: readonly string[], ask: (question: string) => void): HTMLElement {
  const made = topics.map((topic) => node("li", {}, button(topic, () => ask(topic), { class: "starter" })));
  return node("div", { class: "related" }, node("p", { class: "note" }, words.related), node("ul", { class: "chips" }, ...made));
}

/** Where a citation comes from, in one line: file, page, heading. */
function title({ filename, page, heading }: Citation): string {
  return [filename, page > 0 && fill(words.page, page), heading].filter(Boolean).join(" · ");
}

function source(citation: Citation, locate: Locate | false | undefined): HTMLDetailsElement {
  const number = node("span", { class: "number" }, String(citation.n));
  const summary = node("summary", {}, number, node("span", { class: "title", dir: "auto" }, title(citation)));
  const quote = node("blockquote", { dir: "auto" }, citation.quote);
  const made = node("details", {}, summary, quote);
  // Questions and answers that the builder wrote are no file to show.
  if (locate && !citation.filename.endsWith(".qa.json"))
    void later(({ opener }) => made.append(opener(citation.n, locate)));
  return made;
}

function sourceList(sources: readonly HTMLElement[]): HTMLElement {
  const items = sources.map((each) => node("li", {}, each));
  const count = node("p", { class: "note" }, fill(words.sources, items.length));
  return node("div", { class: "sources" }, count, node("ul", {}, ...items));
}

function mark(
  n: number,
  citations: readonly Citation[],
  sources: ReadonlyMap<number, HTMLDetailsElement>,
): HTMLElement | undefined {
  const citation = citations.find((each) => each.n === n);
  const details = sources.get(n);
  if (!citation || !details) return undefined;
  const made = button(String(n), () => reveal(details), { class: "mark" });
  made.setAttribute("aria-label", fill(words.source, n, title(citation)));
  return made;
}

function reveal(details: HTMLDetailsElement): void {
  details.open = true;
  details.querySelector("summary")?.focus({ preventScroll: true });
  details.scrollIntoView({ block: "nearest" });
}
