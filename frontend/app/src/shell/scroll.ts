import { useLayoutEffect, useRef } from "react";

const left = new Map<string, number>();
window.navigation?.addEventListener("navigate", () => left.set(entry(), window.scrollY));

const entry = (): string => window.navigation?.currentEntry?.key ?? "";

/** A page begins at its top; one that somebody comes back to, where they left it. */
export function useScroll(path: string | undefined): void {
  const last = useRef(path);
  useLayoutEffect(() => {
    if (last.current === path) return;
    last.current = path;
    window.scrollTo(0, left.get(entry()) ?? 0);
  }, [path]);
}
