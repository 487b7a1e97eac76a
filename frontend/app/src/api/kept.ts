interface Kept {
  read(): string;
  write(value: string): void;
  /** Called when another tab of this browser changes it; "" when it is removed. */
  onOtherTab(listener: (value: string) => void): void;
}

/** A text kept in this browser under `key`; in memory only where the browser keeps nothing. */
export function kept(key: string): Kept {
  let memory = "";
  return {
    read: () => stored(() => localStorage.getItem(key) ?? memory) ?? memory,
    write: (value) => {
      memory = value;
      stored(() => (value ? localStorage.setItem(key, value) : localStorage.removeItem(key)));
    },
    onOtherTab: (listener) =>
      window.addEventListener("storage", (event) => {
        if (event.key === key) listener(event.newValue ?? "");
      }),
  };
}

function stored<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    // Storage is blocked or full: the session then lasts as long as the page.
    return undefined;
  }
}
