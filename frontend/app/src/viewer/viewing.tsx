import { createContext, Suspense, useContext, useEffect, useMemo, type ReactNode } from "react";
import { navigate, useHistoryState } from "wouter/use-browser-location";
import { lazily } from "../shell/lazily";

const Viewer = lazily(() => import("./Viewer"));

/** What is to be shown: a place in a document. */
export interface Source {
  document_id: string;
  filename: string;
  /** 1-based; 0 where the document has no pages. */
  page: number;
  heading?: string | undefined;
  /** What is marked there. */
  quote: string;
}

interface Viewing {
  /** Whether a document is open now: then what lies below it leaves the keys to it. */
  viewing: boolean;
  show: (source: Source) => void;
}

const Context = createContext<Viewing>({ viewing: false, show: () => undefined });

/** Opens documents of the bot, above whatever is shown. */
export const useViewing = (): Viewing => useContext(Context);

/** What an entry of the browser's history says: so the way back, a phone's gesture too, closes the document. */
interface Viewed {
  source?: Source;
}

/** Where the focus comes back to. */
let opener: Element | null = null;

function show(source: Source): void {
  opener = document.activeElement;
  navigate(window.location.href, { state: { source } satisfies Viewed });
}

let left: unknown;

/** Going back takes a moment, in which who presses twice must not go back twice. */
function close(): void {
  const state = window.history.state as Viewed | null;
  if (!state?.source || state === left) return;
  left = state;
  window.history.back();
}

export function ViewingProvider({ botId, children }: { botId: string; children: ReactNode }) {
  const source = useHistoryState<Viewed | null>()?.source;
  const viewing = useMemo(() => ({ viewing: source !== undefined, show }), [source]);
  useEffect(() => {
    if (viewing.viewing) return () => (opener as HTMLElement | null)?.focus();
    return undefined;
  }, [viewing.viewing]);
  return (
    <Context value={viewing}>
      {children}
      {source && (
        <Suspense>
          <Viewer botId={botId} source={source} onClose={close} />
        </Suspense>
      )}
    </Context>
  );
}
