// What we use of the Navigation API, which TypeScript's library does not know yet. Older browsers lack it.

interface NavigationEntry {
  readonly key: string;
  readonly url: string;
}

interface NavigateEvent extends Event {
  readonly navigationType: "push" | "replace" | "reload" | "traverse";
  readonly destination: NavigationEntry & { readonly sameDocument: boolean };
}

interface Navigation {
  readonly currentEntry: NavigationEntry | null;
  addEventListener(type: "navigate", listener: (event: NavigateEvent) => void): void;
  removeEventListener(type: "navigate", listener: (event: NavigateEvent) => void): void;
  traverseTo(key: string): unknown;
}

interface Window {
  readonly navigation?: Navigation;
}
