import { VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { messages } from "../messages";
import { draw, type Pdf } from "./pdf";
import { Quoted } from "./Quoted";
import classes from "./Viewer.module.css";

const words = messages.viewer;

interface PdfPageProps {
  pdf: Pdf;
  page: number;
  /** What is marked on it; nothing where it is empty. */
  quote: string;
  /** Whether what cannot be marked is shown above the page. */
  owed: boolean;
  onDrawn: (whole: boolean) => void;
}

type Outcome = "drawing" | "marked" | "partly" | "unmarked" | "unreadable";

/** One page as it looks in print. What of the quote cannot be marked on it stands above it. */
export function PdfPage({ pdf, page, quote, owed, onDrawn }: PdfPageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize();
  const [outcome, setOutcome] = useState<Outcome>("drawing");
  useEffect(() => {
    if (!canvas.current || !text.current || width === 0) return;
    const abort = new AbortController();
    const place = { canvas: canvas.current, text: text.current, width };
    draw(pdf, page, place, quote, abort.signal).then(
      ({ marks, whole }) => {
        if (abort.signal.aborted) return;
        setOutcome(whole ? "marked" : marks.length > 0 ? "partly" : "unmarked");
        marks[0]?.scrollIntoView({ block: "center" });
        onDrawn(whole);
      },
      () => abort.signal.aborted || setOutcome("unreadable"),
    );
    return () => abort.abort();
    // Not by `onDrawn`: another listener is no reason to draw again.
  }, [pdf, page, quote, width]);
  const apart = outcome === "partly" || outcome === "unmarked" || outcome === "unreadable";
  return (
    <>
      {owed && apart && <Quoted quote={quote}>{words[outcome]}</Quoted>}
      {owed && outcome === "marked" && <VisuallyHidden role="status">{words.marked}</VisuallyHidden>}
      <div ref={ref} className={classes.page} aria-busy={outcome === "drawing"}>
        <canvas ref={canvas} aria-hidden />
        <div ref={text} className={classes.layer} />
      </div>
    </>
  );
}
