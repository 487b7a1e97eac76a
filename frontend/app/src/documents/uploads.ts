import { useMemo, useSyncExternalStore } from "react";
import { asProblem, type Problem } from "../api/problem";
import { onEnd } from "../api/session";
import { bring } from "./bring";

export type Step = "waiting" | "hashing" | "asking" | "sending" | "already" | "failed";

/** One file on its way in. `share`: how much of it is sent, 0 to 1. */
export interface Upload {
  id: number;
  botId: string;
  file: File;
  step: Step;
  share: number;
  problem?: Problem;
}

const AT_ONCE = 3;
const SETTLED: ReadonlySet<Step> = new Set(["already", "failed"]);

// Kept outside the components, so that uploads go on while the reader looks at another tab.
let uploads: readonly Upload[] = [];
let nextId = 1;
// What ends an upload that is under way.
const aborts = new Map<number, AbortController>();
let arrived: (botId: string) => Promise<unknown> = () => Promise.resolve();
const listeners = new Set<() => void>();

/** Name what is done when a file has arrived and its document can be fetched. */
export function onArrival(listener: typeof arrived): void {
  arrived = listener;
}

/** The uploads of one bot, oldest first. */
export function useUploads(botId: string): readonly Upload[] {
  const all = useSyncExternalStore(subscribe, () => uploads);
  return useMemo(() => all.filter((upload) => upload.botId === botId), [all, botId]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function add(botId: string, files: Iterable<File>): void {
  const fresh = Array.from(files, (file): Upload => ({
    id: nextId++,
    botId,
    file,
    step: "waiting",
    share: 0,
  }));
  replace([...uploads, ...fresh]);
  startNext();
}

/** Takes an upload off the list; one that is under way ends. */
export function dismiss(id: number): void {
  aborts.get(id)?.abort();
  replace(uploads.filter((upload) => upload.id !== id));
}

onEnd(() => uploads.forEach(({ id }) => dismiss(id)));

export function retry({ id, botId, file }: Upload): void {
  dismiss(id);
  add(botId, [file]);
}

function replace(next: readonly Upload[]): void {
  uploads = next;
  listeners.forEach((listener) => listener());
}

function change(id: number, fields: Partial<Upload>): void {
  replace(uploads.map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)));
}

function startNext(): void {
  const active = uploads.filter(({ step }) => step !== "waiting" && !SETTLED.has(step)).length;
  const waiting = uploads.filter(({ step }) => step === "waiting").slice(0, AT_ONCE - active);
  waiting.forEach((upload) => void run(upload));
}

async function run({ id, botId, file }: Upload): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  try {
    change(id, { step: "hashing" });
    const existing = await bring(botId, file, (stage) => change(id, stage), abort.signal);
    await arrived(botId);
    if (existing) change(id, { step: "already" });
    else dismiss(id);
  } catch (error) {
    if (!abort.signal.aborted) change(id, { step: "failed", problem: asProblem(error) });
    else void arrived(botId);
  } finally {
    aborts.delete(id);
    startNext();
  }
}

window.addEventListener("beforeunload", (event) => {
  if (uploads.some(({ step }) => !SETTLED.has(step))) event.preventDefault();
});
