import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { accessToken } from "../api/session";
import { LeaveDialog } from "../shell/LeaveDialog";
import { guard } from "../shell/leaving";

/** Asks before changes that aren't saved are left behind, by signing out too; within the app where the browser lets it. */
export function Leaving({ dirty }: { dirty: boolean }) {
  const [, navigate] = useLocation();
  const [wanted, setWanted] = useState<() => void>();
  const sure = useRef(false);
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: NavigateEvent) => {
      const { destination, cancelable } = event;
      // Who is signed out is led away: there is nowhere to save to.
      if (sure.current || !accessToken() || !cancelable || !destination.sameDocument) return;
      if (new URL(destination.url).pathname === window.location.pathname) return;
      event.preventDefault();
      setWanted(() => () => go(event));
    };
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.navigation?.addEventListener("navigate", ask);
    window.addEventListener("beforeunload", warn);
    const unguarded = guard((out) => setWanted(() => out));
    return () => {
      unguarded();
      window.navigation?.removeEventListener("navigate", ask);
      window.removeEventListener("beforeunload", warn);
    };
  }, [dirty]);

  function go({ navigationType, destination }: NavigateEvent): void {
    if (navigationType === "traverse") window.navigation?.traverseTo(destination.key);
    else navigate(destination.url.slice(window.location.origin.length));
  }
  function leave(): void {
    sure.current = true;
    setWanted(undefined);
    wanted?.();
  }
  return (
    <LeaveDialog
      opened={wanted !== undefined}
      onLeave={leave}
      onClose={() => setWanted(undefined)}
    />
  );
}
