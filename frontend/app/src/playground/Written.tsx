import { Fragment, type KeyboardEvent, type ReactNode, Suspense } from "react";
import type { Citation } from "../api/client";
import { messages } from "../messages";
import { lazily } from "../shell/lazily";
import { cut } from "./markers";
import classes from "./Playground.module.css";

const words = messages.playground;
const MARKDOWN = /\.(md|markdown)$/i;
const Markdown = lazily(() => import("./Markdown"), ({ text }) => <p>{text}</p>);

interface WrittenProps {
  text: string;
  citations: Citation[];
  /** Who wrote it, once that is known. */
  model?: string | undefined;
  /** Is told which source a mark asks for. */
  onShow: (n: number) => void;
}

/** The text of an answer, its marks leading to what it cites. */
export function Written({ text, citations, model, onShow }: WrittenProps) {
  const source = (n: number) => <Marker n={n} known={citations.some((each) => each.n === n)} onShow={() => onShow(n)} />;
  // Quotes are as they stand in their files, and only some of those are Markdown.
  const literal = model === "extractive" && !citations.some(({ filename }) => MARKDOWN.test(filename));
  return (
    <div className={classes.text}>
      {literal ? (
        <Literal text={text} source={source} />
      ) : (
        <Suspense fallback={<p>{text}</p>}>
          <Markdown text={text} source={source} />
        </Suspense>
      )}
    </div>
  );
}

function Literal({ text, source }: { text: string; source: (n: number) => ReactNode }) {
  return text.split("\n\n").map((paragraph, at) => (
    <p key={at}>
      {cut(paragraph).map((part, place) => (
        <Fragment key={place}>{place % 2 ? source(Number(part)) : part}</Fragment>
      ))}
    </p>
  ));
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
