import { Text, UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Citation } from "../api/client";
import { messages } from "../messages";
import { OpenSource } from "../viewer/OpenSource";
import classes from "./Playground.module.css";

const words = messages.playground;

interface SourcesProps {
  turn: number;
  citations: Citation[];
  /** The source whose whole quote is shown. */
  shown: number | undefined;
  onShow: (n: number | undefined) => void;
}

/** What an answer rests on: file, page, heading and the words themselves. */
export function Sources({ turn, citations, shown, onShow }: SourcesProps) {
  return (
    <div role="group" aria-label={words.sources} className={classes.sources}>
      <Text size="xs" fw={600} c="dimmed">
        {words.sources}
      </Text>
      <ol>
        {citations.map((citation) => (
          <Source
            key={`${turn}-${citation.n}`}
            citation={citation}
            open={shown === citation.n}
            onToggle={() => onShow(shown === citation.n ? undefined : citation.n)}
          />
        ))}
      </ol>
    </div>
  );
}

interface SourceProps {
  citation: Citation;
  open: boolean;
  onToggle: () => void;
}

function Source({ citation, open, onToggle }: SourceProps) {
  const { n, filename, page, heading, quote } = citation;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    button.current?.focus({ preventScroll: true });
    button.current?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, [open]);
  return (
    <li className={classes.item}>
      <UnstyledButton ref={button} className={classes.source} aria-expanded={open} onClick={onToggle}>
        <span className={classes.number}>{n}</span>
        <span className={classes.about}>
          <b>{filename}</b>
          {[page > 0 && words.page(page), heading].filter(Boolean).map((part) => (
            <span key={String(part)}> · {part}</span>
          ))}
        </span>
        <q className={classes.quote} data-open={open || undefined}>
          {quote}
        </q>
      </UnstyledButton>
      <div className={classes.open}>
        <OpenSource source={citation} />
      </div>
    </li>
  );
}
