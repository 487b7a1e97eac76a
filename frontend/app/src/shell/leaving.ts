type Ask = (go: () => void) => void;

const guards = new Set<Ask>();

/** Lets `ask` decide on a way out of the app that is none to another address; what comes back ends that. */
export function guard(ask: Ask): () => void {
  guards.add(ask);
  return () => void guards.delete(ask);
}

/** Goes where nothing would be lost, else asks first. */
export function leave(go: () => void): void {
  const [ask] = guards;
  if (ask) ask(go);
  else go();
}
