import { createContext, useContext, useEffect } from "react";

/** What is written in a dialog and would be lost when that closes. */
export const UnsavedContext = createContext<Set<symbol>>(new Set());

/** Tells the dialog around while closing it would lose something. */
export function useUnsaved(dirty: boolean): void {
  const all = useContext(UnsavedContext);
  useEffect(() => {
    if (!dirty) return undefined;
    const mine = Symbol();
    all.add(mine);
    return () => void all.delete(mine);
  }, [all, dirty]);
}
