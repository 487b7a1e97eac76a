import { AnswerView } from "./answer";
import { type Api, type Config, known, type Piece } from "./api";
import { Composer } from "./composer";
import * as icons from "./icons";
import type { DocentChat } from "./loader";
import { markdown } from "./markdown";
import type { Conversation, Memory, Turn } from "./memory";
import { button, icon, node } from "./kit";
import { later } from "./parts";
import { words } from "./words";

const NEAR_END_PX = 80;
const QUESTION_MARGIN_PX = 12;

/** The conversation: what was said, and where to say more. */
export class Panel {
  readonly #name = node("h2", {}, words.chat);
  readonly #logo = node("span", { class: "logo", "aria-hidden": "true" }, icon(icons.chat));
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
  readonly composer = new Composer(
    (question) => void this.ask(question),
    () => this.#stop(),
  );
  readonly #eraser = button(words.forget, () => this.#confirm(), { icon: icons.bin, class: "plain" });
  readonly root: HTMLElement[];
  #config: Config | undefined;
  #conversation: Conversation;
  #answering: AbortController | undefined;
  #underWay: { conversation_id: string; message_id: string } | undefined;
  #frame = 0;

  constructor(
    readonly api: Api,
    readonly memory: Memory,
    readonly host: DocentChat,
    close: () => void,
  ) {
    const again = () => (this.restart(), this.composer.focus());
    const restart = button(words.restart, again, { icon: icons.restart, class: "plain" });
    const shut = host.inline ? [] : [button(words.close, close, { icon: icons.close, class: "plain" })];
    const footnote = node("p", { class: "footnote" }, words.footnote);
    const head = node("header", {}, this.#logo, this.#name, this.#eraser, restart, ...shut);
    this.root = [head, this.#log, this.#announcer, this.composer.root, footnote];
    this.#conversation = memory.conversation();
    this.#eraser.hidden = !this.#conversation.id;
    for (const turn of this.#conversation.turns) this.#add(turn).showWhole();
  }

  focus(): void {
    this.composer.focus();
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** Says that the session is being opened. */
  wait(): void {
    this.#intro.replaceChildren(node("p", { class: "waiting" }, words.connecting));
  }

  /** Greets and offers the bot's starters while nothing has been asked. */
  greet(config: Config): void {
    const { name, theme, starters } = config;
    this.#config = config;
    this.#name.textContent = name || words.chat;
    this.#logo.replaceChildren(theme.avatar || icon(icons.chat));
    this.composer.root.hidden = false;
    const offered = Array.from(starters ?? [], (starter) => button(starter, () => void this.ask(starter), { class: "starter" }));
    const greeting = node("div", { class: "answer", dir: "auto" }, node("p", {}, theme.greeting || words.greeting));
    const consent = node("div", { class: "note", dir: "auto" }, ...markdown(theme.consent ?? "", () => undefined));
    this.#intro.replaceChildren(greeting, consent, node("div", { class: "starters" }, ...offered));
    this.#intro.classList.toggle("begun", this.#conversation.turns.length > 0);
    if (config.contact?.when === "before") this.#askContact(this.#intro);
    this.#offerPerson();
  }

  /** Says why there is no chat here; `retry` where another try may help. */
  refuse(reason: string, retry?: () => void): void {
    if (this.composer.root.matches(":focus-within")) this.#log.focus({ preventScroll: true });
    this.composer.root.hidden = true;
    const again = retry ? [button(words.again, retry, { class: "again" })] : [];
    this.#intro.replaceChildren(node("p", { class: "failure", role: "alert" }, reason), ...again);
  }

  /** Asks, and shows the answer as it comes. One question at a time: another is refused meanwhile. */
  async ask(question: string): Promise<void> {
    if (this.host.dataset.preview !== undefined) return;
    if (this.#answering || this.composer.held) return this.host.emit("error", { code: "busy", message: words.unavailable });
    const turn: Turn = { question, answer: "", answered: true, citations: [] };
    this.#conversation.turns.push(turn);
    // Who goes to another page meanwhile finds their question there.
    this.memory.keepConversation(this.#conversation);
    this.#intro.classList.add("begun");
    this.#turns.querySelector(".related")?.remove();
    const view = this.#add(turn);
    view.showProgress();
    this.#toEnd(true);
    this.host.emit("question", { question });
    const answering = (this.#answering = new AbortController());
    this.composer.busy = true;
    this.composer.focus();
    await this.#receive(turn, view, answering.signal);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#answering !== answering) return;
    this.#finish(turn, view);
  }

  /** Forgets the conversation and begins anew, or with another. */
  restart(next?: Conversation): void {
    const { contact } = this.#conversation;
    this.#stop();
    this.#answering = undefined;
    this.#conversation = next ?? { turns: [], ...(contact && { contact }) };
    this.#eraser.hidden = true;
    this.memory.keepConversation(this.#conversation);
    this.#turns.replaceChildren();
    this.#announcer.replaceChildren();
    this.#intro.classList.remove("begun");
    this.composer.busy = false;
    this.host.emit("reset");
  }

  /** Ends what is under way here; nobody looks any more. */
  end(): void {
    this.#stop();
    cancelAnimationFrame(this.#frame);
    this.composer.end();
  }

  #confirm(): void {
    void later(
      ({ confirmation }) => {
        if (!this.#turns.querySelector(".confirm")) this.#turns.append(confirmation(() => void this.#forget(), this.#eraser));
        this.#log.scrollTop = this.#log.scrollHeight;
      },
      (error) => this.#complain(error),
    );
  }

  /** Erases the conversation here and where it is kept. */
  async #forget(): Promise<void> {
    const { id } = this.#conversation;
    if (!id || this.#answering) return;
    try {
      await this.api.forget(id);
      this.restart({ turns: [] });
      this.composer.focus();
      this.#announcer.textContent = words.forgotten;
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    this.#turns.append(node("p", { class: "failure", role: "alert" }, known(error).message));
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
    // Not from "start": an answer that is broken off may not be recorded, nor a conversation that begins with it.
    this.#conversation.id = piece.data.conversation_id;
    Object.assign(turn, piece.data);
  }

  #fail(turn: Turn, error: unknown): void {
    const { code, message, wait } = known(error);
    turn.failure = message;
    if (wait) this.composer.hold(wait);
    this.host.emit("error", { code, message });
  }

  #finish(turn: Turn, view: AnswerView): void {
    this.#answering = undefined;
    this.#underWay = undefined;
    this.composer.busy = false;
    this.#eraser.hidden = !this.#conversation.id;
    this.#keepingEnd(() => view.showWhole());
    const end = turn.failure ?? (turn.stopped ? words.stopped : "");
    this.#announcer.textContent = `${this.#name.textContent}: ${view.text} ${end} ${this.composer.wait}`;
    this.memory.keepConversation(this.#conversation);
    if (turn.stopped) this.host.emit("stop", { question: turn.question });
    else if (turn.message_id) this.#afterAnswer(turn);
    this.#offerPerson();
  }

  #afterAnswer(turn: Turn): void {
    this.host.emit("answer", { ...turn });
    this.#sendContact();
    if (this.#config?.contact?.when === "after") this.#askContact(this.#turns);
  }

  /** Asks for the visitor's details, unless they were given or not wanted to be given. */
  #askContact(place: HTMLElement): void {
    if (this.#conversation.contact) return;
    void later(({ contactForm }) => {
      const form = contactForm(this.#config?.contact?.fields ?? [], (contact) => {
        form.remove();
        this.#conversation.contact = { ...contact };
        this.memory.keepConversation(this.#conversation);
        this.host.emit("lead", contact);
        this.#sendContact();
        this.composer.focus();
      });
      if (!place.querySelector(".contact")) place.append(form);
    });
  }

  /** Leaves the details with the conversation, once there is one. */
  #sendContact(): void {
    const { id, contact, told } = this.#conversation;
    if (!id || told === id || !contact || !Object.keys(contact).length) return;
    this.#conversation.told = id;
    this.api.leave(id, contact).catch(() => delete this.#conversation.told);
    this.memory.keepConversation(this.#conversation);
  }

  /** The way to a person, under the last answer. By e-mail there is one even where nothing was answered. */
  #offerPerson(): void {
    const { id, turns } = this.#conversation;
    const { name = "", person } = this.#config ?? {};
    if (!person || !(id || (person.email && turns.length))) return;
    void later(({ personButton }) => {
      this.#turns.querySelector(".person")?.remove();
      const told = () => this.host.emit("person", { conversation_id: id });
      this.#turns.append(personButton(person, name, turns, () => this.api.person(id as string), told));
    });
  }

  #add(turn: Turn): AnswerView {
    const again = () => {
      if (this.#answering || this.composer.held) return;
      this.#conversation.turns = this.#conversation.turns.filter((each) => each !== turn);
      view.root.remove();
      void this.ask(turn.question);
    };
    const rate = async (rating: "up" | "down", comment?: string) => {
      await this.api.rate(turn.message_id as string, rating, comment);
      this.memory.keepConversation(this.#conversation);
      this.host.emit("rating", { message_id: turn.message_id, rating });
    };
    const view = new AnswerView(turn, again, rate, (question) => void this.ask(question));
    view.locate = () =>
      this.memory.session()?.config.show_sources &&
      ((n) => this.api.source(turn.conversation_id as string, turn.message_id as string, n));
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
    const question = this.#turns.querySelector<HTMLElement>(".turn:last-of-type");
    const wish = Math.min(this.#log.scrollHeight, question ? question.offsetTop - QUESTION_MARGIN_PX : Infinity);
    if (wanted && wish > this.#log.scrollTop) this.#log.scrollTop = wish;
  }
}
