import { AnswerView } from "./answer";
import { type Api, ApiError, type Config, type Piece } from "./api";
import { Composer } from "./composer";
import { spoken } from "./markdown";
import type { Conversation, Memory, Turn } from "./memory";
import { button, icon, node } from "./node";
import { words } from "./words";

const NEAR_END_PX = 80;
const QUESTION_MARGIN_PX = 12;

/** The conversation: what was said, and where to say more. */
export class Panel {
  readonly #name = node("h2", {}, words.chat);
  readonly #intro = node("div", { class: "intro" });
  readonly #turns = node("div", { class: "turns" });
  // Not live: an answer that grows would be read in shreds. The announcer says it once it is whole.
  readonly #log = node(
    "div",
    { class: "log", role: "log", "aria-live": "off", tabindex: "0", "aria-label": words.messages },
    this.#intro,
    this.#turns,
  );
  readonly #announcer = node("div", { class: "unseen", "aria-live": "polite" });
  readonly #composer = new Composer(
    (question) => void this.ask(question),
    () => this.#stop(),
  );
  readonly #eraser = button(words.forget, () => void this.#forget(), { icon: "bin", class: "plain" });
  readonly root: HTMLElement[];
  #conversation: Conversation;
  #answering: AbortController | undefined;
  #underWay: { conversation_id: string; message_id: string } | undefined;
  #frame = 0;

  constructor(
    readonly api: Api,
    readonly memory: Memory,
    close: () => void,
  ) {
    const mark = node("span", { class: "logo", "aria-hidden": "true" });
    mark.append(icon("chat"));
    const titles = node("div", { class: "titles" }, this.#name, node("p", {}, words.subtitle));
    const restart = button(words.restart, () => this.restart(), { icon: "restart", class: "plain" });
    const shut = button(words.close, close, { icon: "close", class: "plain" });
    const footnote = node("p", { class: "footnote" }, words.footnote);
    const head = node("header", {}, mark, titles, this.#eraser, restart, shut);
    this.root = [head, this.#log, this.#announcer, this.#composer.root, footnote];
    this.#conversation = memory.conversation();
    this.#eraser.hidden = !this.#conversation.id;
    for (const turn of this.#conversation.turns) this.#add(turn).showWhole();
  }

  focus(): void {
    this.#composer.focus();
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** Says that the session is being opened. */
  wait(): void {
    this.#intro.replaceChildren(node("p", { class: "waiting" }, words.connecting));
  }

  /** Greets and offers the bot's starters while nothing has been asked. */
  greet({ name, theme, starters }: Config): void {
    this.#name.textContent = name;
    this.#composer.hidden = false;
    const offered = starters.map((starter) => button(starter, () => void this.ask(starter), { class: "starter" }));
    const greeting = node("div", { class: "answer", dir: "auto" }, node("p", {}, theme.greeting || words.greeting));
    this.#intro.replaceChildren(greeting, node("div", { class: "starters" }, ...offered));
    this.#intro.classList.toggle("begun", this.#conversation.turns.length > 0);
  }

  /** Says why there is no chat here; `retry` where another try may help. */
  refuse(reason: string, retry?: () => void): void {
    if (this.#composer.root.matches(":focus-within")) this.#log.focus({ preventScroll: true });
    this.#composer.hidden = true;
    const again = retry ? [button(words.again, retry, { class: "again" })] : [];
    this.#intro.replaceChildren(node("p", { class: "failure", role: "alert" }, reason), ...again);
  }

  /** Asks, and shows the answer as it comes. One question at a time: another is not taken meanwhile. */
  async ask(question: string): Promise<void> {
    if (this.#answering || this.#composer.held) return;
    const turn: Turn = { question, answer: "", answered: true, citations: [], model: "" };
    this.#conversation.turns.push(turn);
    this.#intro.classList.add("begun");
    const view = this.#add(turn);
    view.showProgress();
    this.#toEnd(true);
    const answering = (this.#answering = new AbortController());
    this.#composer.busy = true;
    this.#composer.focus();
    await this.#receive(turn, view, answering.signal);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#answering !== answering) return;
    this.#finish(turn, view);
  }

  /** Forgets the conversation and begins anew. */
  restart(): void {
    this.#stop();
    this.#answering = undefined;
    this.#conversation = { turns: [] };
    this.#eraser.hidden = true;
    this.memory.keepConversation(this.#conversation);
    this.#turns.replaceChildren();
    this.#announcer.replaceChildren();
    this.#intro.classList.remove("begun");
    this.#composer.busy = false;
    this.#composer.focus();
  }

  /** Erases the conversation here and where it is kept. */
  async #forget(): Promise<void> {
    const { id } = this.#conversation;
    if (!id || this.#answering) return;
    this.#eraser.disabled = true;
    try {
      await this.api.forget(id);
      this.restart();
      this.#announcer.textContent = words.forgotten;
    } catch (error) {
      const reason = error instanceof ApiError ? error.message : words.unavailable;
      this.#turns.append(node("p", { class: "failure", role: "alert" }, reason));
    }
    this.#eraser.disabled = false;
  }

  /** Stops the answer under way here, and its model there. */
  #stop(): void {
    this.#answering?.abort();
    if (this.#underWay) this.api.stop(this.#underWay.conversation_id, this.#underWay.message_id);
    this.#underWay = undefined;
  }

  async #receive(turn: Turn, view: AnswerView, signal: AbortSignal): Promise<void> {
    try {
      for await (const piece of this.api.ask(turn.question, this.#conversation.id, signal)) {
        if (signal.aborted) break;
        this.#take(piece, turn);
        this.#frame ||= requestAnimationFrame(() => this.#draw(view));
      }
    } catch (error) {
      if (!signal.aborted) this.#fail(turn, error);
    }
    if (signal.aborted) turn.stopped = true;
  }

  #draw(view: AnswerView): void {
    this.#frame = 0;
    this.#keepingEnd(() => view.showProgress());
  }

  #take(piece: Piece, turn: Turn): void {
    if (piece.name === "start") this.#underWay = piece.data;
    if (piece.name === "delta") turn.answer += piece.data.text;
    if (piece.name === "citation") turn.citations = [...turn.citations, piece.data];
    if (piece.name !== "done") return;
    this.#underWay = undefined;
    const { answer, answered, citations, model, cut_short: cutShort, conversation_id, message_id } = piece.data;
    // Not from "start": an answer that is broken off is not recorded, nor is a conversation that begins with it.
    this.#conversation.id = conversation_id;
    Object.assign(turn, { answer, answered, citations, model, cutShort, conversation_id, message_id });
  }

  #fail(turn: Turn, error: unknown): void {
    turn.failure = error instanceof ApiError ? error.message : words.unavailable;
    if (!(error instanceof ApiError)) throw error;
    if (error.wait) this.#composer.hold(error.wait);
    if (error.status === 400) this.#composer.restore(turn.question);
  }

  #finish(turn: Turn, view: AnswerView): void {
    this.#answering = undefined;
    this.#underWay = undefined;
    this.#composer.busy = false;
    this.#eraser.hidden = !this.#conversation.id;
    this.#keepingEnd(() => view.showWhole());
    const end = turn.failure ?? (turn.stopped ? words.stopped : "");
    this.#announcer.textContent = `${this.#name.textContent}: ${spoken(turn.answer)} ${end}`;
    this.memory.keepConversation(this.#conversation);
  }

  #add(turn: Turn): AnswerView {
    const again = () => {
      if (this.#answering || this.#composer.held) return;
      this.#conversation.turns = this.#conversation.turns.filter((each) => each !== turn);
      view.root.remove();
      void this.ask(turn.question);
    };
    const view = new AnswerView(turn, again, async (rating, comment) => {
      await this.api.rate(turn.message_id ?? "", rating, comment);
      this.memory.keepConversation(this.#conversation);
    });
    if (this.memory.session()?.config.show_sources) {
      view.locate = (n) => this.api.source(turn.conversation_id ?? "", turn.message_id ?? "", n);
    }
    this.#turns.append(view.root);
    return view;
  }

  #keepingEnd(change: () => void): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    change();
    this.#toEnd(scrollHeight - scrollTop - clientHeight < NEAR_END_PX);
  }

  /** Follows the answer down, but never so far that its question leaves the view. */
  #toEnd(wanted: boolean): void {
    const question = this.#turns.lastElementChild as HTMLElement | null;
    const wish = Math.min(this.#log.scrollHeight, question ? question.offsetTop - QUESTION_MARGIN_PX : Infinity);
    if (wanted && wish > this.#log.scrollTop) this.#log.scrollTop = wish;
  }
}
