import { onEnd } from "../api/session";

interface Pending {
  email: string;
  password: string;
}

let pending: Pending | undefined;
onEnd(() => (pending = undefined));

/** Remember, in memory only, who waits for a code, so that confirming signs them in. */
export function remember(waiting: Pending): void {
  pending = waiting;
}

/** The password that was just typed for this address, once; "" if none was. */
export function take(email: string): string {
  const password = pending?.email === email ? pending.password : "";
  pending = undefined;
  return password;
}
