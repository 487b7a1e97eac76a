import { useEffect } from "react";
import { useBlocker } from "react-router";
import { messages } from "../messages";
import { ConfirmDialog } from "../shell/ConfirmDialog";

const words = messages.settings;

/** Asks before changes that aren't saved are left behind. */
export function Leaving({ dirty }: { dirty: boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
  return (
    <ConfirmDialog
      opened={blocker.state === "blocked"}
      title={words.leave}
      text={words.leaveText}
      button={words.leaveButton}
      working=""
      busy={false}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    />
  );
}
