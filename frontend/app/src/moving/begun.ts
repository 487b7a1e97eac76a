import { useSyncExternalStore } from "react";
import { kept } from "../api/kept";
import { asProblem, type Problem } from "../api/problem";
import { userId, useSession } from "../api/session";
import { post } from "../documents/post";
import type { Transfer } from "./queries";

/** An export or an import that was begun in this browser: shown until it is put away, through reloads too. */
export interface Begun extends Pick<Transfer, "bot_id" | "transfer_id" | "kind"> {
  /** Who began it: somebody else in this browser sees nothing of it. */
  user_id?: string | undefined;
  /** How much of an archive is sent, 0 to 1, while this page sends it. */
  share?: number | undefined;
  /** Why the archive could not be sent. */
  problem?: Problem | undefined;
}

const text = kept("docent-transfers");
let all: readonly Begun[] = parsed(text.read());
const listeners = new Set<() => void>();

/** Those of who is signed in, the oldest first. */
export function useBegun(): readonly Begun[] {
  useSession();
  return useSyncExternalStore(subscribe, () => all).filter(({ user_id }) => user_id === userId());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows it from now on, as it is now; of the exports of one bot only the last. */
export function keep({ bot_id, transfer_id, kind, share, problem, user_id = userId() }: Begun): void {
  const now = { bot_id, transfer_id, kind, share, problem, user_id };
  const same = (each: Begun) => each.bot_id === bot_id && each.kind === kind;
  replace(all.some(same) ? all.map((each) => (same(each) ? now : each)) : [...all, now]);
}

export function putAway(transferId: string): void {
  replace(all.filter((each) => each.transfer_id !== transferId));
}

/** Sends the archive of an import, which goes on while the reader looks at something else. */
export async function send(form: Parameters<typeof post>[0], file: File, begun: Begun): Promise<void> {
  const mine = { ...begun, user_id: userId() };
  try {
    keep({ ...mine, share: 0 });
    await post(form, file, (share) => keep({ ...mine, share }));
    keep(mine);
  } catch (error) {
    keep({ ...mine, problem: asProblem(error) });
  }
}

function replace(next: readonly Begun[]): void {
  all = next;
  const named = next.map(({ bot_id, transfer_id, kind, user_id }) => ({ bot_id, transfer_id, kind, user_id }));
  text.write(named.length ? JSON.stringify(named) : "");
  listeners.forEach((listener) => listener());
}

function parsed(json: string): Begun[] {
  try {
    return JSON.parse(json || "[]") as Begun[];
  } catch {
    return [];
  }
}

text.onOtherTab((json) => {
  all = parsed(json);
  listeners.forEach((listener) => listener());
});

window.addEventListener("beforeunload", (event) => {
  if (all.some(({ share }) => share !== undefined)) event.preventDefault();
});
