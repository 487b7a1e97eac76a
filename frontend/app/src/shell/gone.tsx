import { notifications } from "@mantine/notifications";
import { useSyncExternalStore } from "react";
import { onEnd } from "../api/session";
import { asProblem } from "../api/problem";
import { offerUndo } from "./offerUndo";
import { RequestId } from "./ProblemNote";

// What was taken off a list since the app was opened: it is off here before it is out of the store.
let gone: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();
onEnd(() => replace(new Set()));

function replace(next: ReadonlySet<string>): void {
  gone = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keys of what is not to be shown any more. */
export function useGone(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => gone);
}

/** Takes something off its list; out of the store by `remove` once that can't be taken back any more. */
export function takeOff(key: string, done: string, remove: () => Promise<unknown>): void {
  const back = () => replace(new Set([...gone].filter((each) => each !== key)));
  replace(new Set([...gone, key]));
  offerUndo(done, back, () =>
    remove().catch((error: unknown) => {
      back();
      tellProblem(error);
    }),
  );
}

/** Says in a notice what went wrong where no screen is left to say it. */
function tellProblem(error: unknown): void {
  const { message, requestId } = asProblem(error);
  notifications.show({
    color: "red",
    message: (
      <>
        {message}
        <RequestId id={requestId} />
      </>
    ),
  });
}
