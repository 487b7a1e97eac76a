import { useSyncExternalStore } from "react";
import type { Answer, Citation } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { onEnd } from "../api/session";
import { ask, stop, type Trial } from "./ask";

/** One question and what came of it so far. `whole` is there once the answer is complete. */
export interface Turn {
  id: number;
  question: string;
  state: "searching" | "writing" | "done" | "stopped" | "failed";
  text: string;
  citations: Citation[];
  whole?: Answer;
  problem?: Problem;
}

/** A conversation with one bot. It goes on while the reader looks at another tab. */
export class Conversation {
  turns: readonly Turn[] = [];
  readonly #botId: string;
  readonly #trial: (() => Trial) | undefined;
  readonly #listeners = new Set<() => void>();
  #conversationId = "";
  #underWay: Pick<Answer, "conversation_id" | "message_id"> | undefined;
  #abort = new AbortController();
  #frame = 0;
  #asked = 0;

  /** With `trial`, each question is asked by itself, with the settings that it gives then. */
  constructor(botId: string, trial?: () => Trial) {
    this.#botId = botId;
    this.#trial = trial;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks; one question at a time, so it stops an answer still under way. */
  async ask(question: string): Promise<void> {
    this.stop();
    const turn: Turn = { id: this.#asked++, question, state: "searching", text: "", citations: [] };
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.turns = [...this.turns, turn];
    this.#tell();
    try {
      const whole = await ask(this.#body(question), this.#listener(turn), signal);
      this.#conversationId = whole.conversation_id;
      Object.assign(turn, { state: "done", whole, text: whole.answer, citations: whole.citations });
    } catch (error) {
      Object.assign(
        turn,
        signal.aborted ? { state: "stopped" } : { state: "failed", problem: asProblem(error) },
      );
    }
    if (signal === this.#abort.signal) this.#underWay = undefined;
    this.#put(turn);
  }

  /** Asks a question whose answer failed once more, in place of that. */
  again({ id, question }: Turn): void {
    this.turns = this.turns.filter((turn) => turn.id !== id);
    void this.ask(question);
  }

  /** Stops the answer under way here, and its model there. */
  stop(): void {
    this.#abort.abort();
    if (this.#underWay) stop(this.#botId, this.#underWay);
    this.#underWay = undefined;
  }

  /** Reads no further; the API ends an answer that nobody reads. */
  leave(): void {
    this.#abort.abort();
  }

  clear(): void {
    this.stop();
    this.#conversationId = "";
    this.turns = [];
    this.#tell();
  }

  #body(message: string) {
    if (this.#trial) return { bot_id: this.#botId, message, trial: this.#trial() };
    const known = this.#conversationId ? { conversation_id: this.#conversationId } : {};
    return { bot_id: this.#botId, message, ...known };
  }

  #listener(turn: Turn) {
    return {
      start: (underWay: Pick<Answer, "conversation_id" | "message_id">) => {
        this.#underWay = underWay;
      },
      delta: (text: string) => {
        turn.state = "writing";
        turn.text += text;
        this.#soon(turn);
      },
      citation: (citation: Citation) => {
        turn.citations = [...turn.citations, citation];
        this.#soon(turn);
      },
    };
  }

  // Text comes faster than it can be drawn: once a frame is enough.
  #soon(turn: Turn): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#put(turn));
  }

  // A turn that was cleared away does not come back.
  #put(turn: Turn): void {
    this.turns = this.turns.map((each) => (each.id === turn.id ? { ...turn } : each));
    this.#tell();
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }
}

const conversations = new Map<string, Conversation>();
onEnd(() => {
  conversations.forEach((conversation) => conversation.leave());
  conversations.clear();
});

/** The conversation with a bot in this tab of the browser. */
export function conversationOf(botId: string): Conversation {
  const conversation = conversations.get(botId) ?? new Conversation(botId);
  conversations.set(botId, conversation);
  return conversation;
}

/** The same, and its turns so far. */
export function useConversation(botId: string): [Conversation, readonly Turn[]] {
  const conversation = conversationOf(botId);
  return [conversation, useTurns(conversation)];
}

/** The turns of a conversation so far. */
export function useTurns(conversation: Conversation): readonly Turn[] {
  return useSyncExternalStore(conversation.subscribe, () => conversation.turns);
}
