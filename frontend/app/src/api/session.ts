import { useSyncExternalStore } from "react";
import { anonymous } from "./anonymous";
import { Problem } from "./problem";
import { answer } from "./reach";
import type { components } from "./schema";
import { kept } from "./kept";

type SignedIn = components["schemas"]["SignedIn"];
export type User = components["schemas"]["User"];

export type Session =
  | { state: "restoring" }
  | { state: "unreachable"; problem: Problem }
  | { state: "out"; expired: boolean }
  | { state: "in"; user: User };

// The access token lives in memory only; the refresh token is kept, so that a reload stays signed in.
const refreshToken = kept("docent-refresh");
let access = "";
let current: Session = refreshToken.read() ? { state: "restoring" } : { state: "out", expired: false };
let renewal: Promise<string> | null = null;
const listeners = new Set<() => void>();
const partings: (() => void)[] = [];

function become(next: Session): void {
  current = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => current);
}

/** Take over what a sign-in or a refresh gave. */
export function begin(signedIn: SignedIn): void {
  access = signedIn.access_token;
  if (signedIn.refresh_token) refreshToken.write(signedIn.refresh_token);
  become({ state: "in", user: signedIn.user });
}

/** Take over what is new about the signed-in person. */
export function known(user: User): void {
  if (current.state === "in") become({ state: "in", user });
}

/** Name what else is forgotten with a person, so that the next one in this tab sees none of it. */
export function onEnd(forget: () => void): void {
  partings.push(forget);
}

/** Forget the person. `expired`: it was not their wish. */
export function end(expired = false): void {
  access = "";
  refreshToken.write("");
  partings.forEach((forget) => forget());
  become({ state: "out", expired });
}

/** Who is signed in; "" for nobody. */
export function userId(): string {
  return current.state === "in" ? current.user.user_id : "";
}

export function accessToken(): string {
  return access;
}

/** A new access token in place of `stale`, asked for once however many calls need it. Throws Problem. */
export async function renewed(stale: string): Promise<string> {
  if (access && access !== stale) return access;
  renewal ??= renew().finally(() => {
    renewal = null;
  });
  return renewal;
}

async function renew(): Promise<string> {
  try {
    const body = { refresh_token: refreshToken.read() };
    begin(await answer(anonymous.POST("/auth/refresh", { body })));
  } catch (error) {
    if (error instanceof Problem && !error.passing && current.state !== "out") end(true);
    throw error;
  }
  return access;
}

/** Find out at the start whether the kept refresh token still counts. */
export async function restore(): Promise<void> {
  if (!refreshToken.read()) return;
  become({ state: "restoring" });
  try {
    await renewed("");
  } catch (error) {
    if (error instanceof Problem && error.passing) become({ state: "unreachable", problem: error });
  }
}

refreshToken.onOtherTab((value) => {
  if (!value && current.state === "in") end();
  if (value && current.state === "out") void restore();
});
