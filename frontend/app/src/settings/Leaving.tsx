import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { accessToken } from "../api/session";
import { LeaveDialog } from "../shell/LeaveDialog";

/** Asks before changes that aren't saved are left behind; within the app where the browser lets it. */
export function Leaving({ dirty }: { dirty: boolean }) {
  const [, navigate] = useLocation();
  const [wanted, setWanted] = useState<NavigateEvent>();
  const sure = useRef(false);
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: NavigateEvent) => {
      const { destination, cancelable } = event;
      // Who is signed out is led away: there is nowhere to save to.
      if (sure.current || !accessToken() || !cancelable || !destination.sameDocument) return;
      if (new URL(destination.url).pathname === window.location.pathname) return;
      event.preventDefault();
      setWanted(event);
    };
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.navigation?.addEventListener("navigate", ask);
    window.addEventListener("beforeunload", warn);
    return () => {
      window.navigation?.removeEventListener("navigate", ask);
      window.removeEventListener("beforeunload", warn);
    };
  }, [dirty]);

  function leave({ navigationType, destination }: NavigateEvent): void {
    sure.current = true;
    if (navigationType === "traverse") window.navigation?.traverseTo(destination.key);
    else navigate(destination.url.slice(window.location.origin.length));
  }
  return (
    <LeaveDialog
      opened={wanted !== undefined}
      onLeave={() => wanted && leave(wanted)}
      onClose={() => setWanted(undefined)}
    />
  );
}
