import { type KeyboardEvent, Suspense } from "react";
import type { Citation } from "../api/client";
import { messages } from "../messages";
import { lazily } from "../shell/lazily";
import classes from "./Playground.module.css";

const words = messages.playground;
const Markdown = lazily(() => import("./Markdown"), ({ text }) => <p>{text}</p>);

interface WrittenProps {
  text: string;
  citations: Citation[];
  /** Is told which source a mark asks for. */
  onShow: (n: number) => void;
}

/** The text of an answer, its marks leading to what it cites. */
export function Written({ text, citations, onShow }: WrittenProps) {
  return (
    <div className={classes.text}>
      <Suspense fallback={<p>{text}</p>}>
        <Markdown
          text={text}
          source={(n) => <Marker n={n} known={citations.some((each) => each.n === n)} onShow={() => onShow(n)} />}
        />
      </Suspense>
    </div>
  );
}

function Marker({ n, known, onShow }: { n: number; known: boolean; onShow: () => void }) {
  if (!known) return <sup>[{n}]</sup>;
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onShow();
  };
  // No button element: a line may break before its box, whatever stands there, and the mark began a line alone.
  return (
    <span
      role="button"
      tabIndex={0}
      className={classes.marker}
      onClick={onShow}
      onKeyDown={press}
      aria-label={`${words.sources} ${n}`}
    >
      {n}
    </span>
  );
}
