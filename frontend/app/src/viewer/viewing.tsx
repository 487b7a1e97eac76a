import { createContext, Suspense, useContext, useMemo, useState, type ReactNode } from "react";
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

export function ViewingProvider({ botId, children }: { botId: string; children: ReactNode }) {
  const [source, setSource] = useState<Source>();
  const viewing = useMemo(() => ({ viewing: source !== undefined, show: setSource }), [source]);
  return (
    <Context value={viewing}>
      {children}
      {source && (
        <Suspense>
          <Viewer botId={botId} source={source} onClose={() => setSource(undefined)} />
        </Suspense>
      )}
    </Context>
  );
}
