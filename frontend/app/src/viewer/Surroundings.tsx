import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { find, pieces } from "./find";
import { joined } from "./joined";
import { Quoted } from "./Quoted";
import { useSurroundings } from "./queries";
import classes from "./Viewer.module.css";
import type { Source } from "./viewing";

const words = messages.viewer;

/** What stands around the quote, as the bot reads it. */
export function Surroundings({ botId, source }: { botId: string; source: Source }) {
  const { data, error, isPending, refetch } = useSurroundings(botId, source.document_id, source.quote);
  if (isPending) return <Waiting>{words.searching}</Waiting>;
  if (!data) return <ProblemNote error={error} retry={() => void refetch()} />;
  if (data.length === 0) return <Quoted quote={source.quote}>{words.changed}</Quoted>;
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {source.heading}
      </Text>
      <Marked text={joined(data)} quote={source.quote} />
    </>
  );
}

function Marked({ text, quote }: { text: string; quote: string }) {
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    article.current?.querySelector("mark")?.scrollIntoView({ block: "center" });
  }, [text, quote]);
  return (
    <article ref={article} className={classes.text}>
      {pieces(text, find(text, quote).ranges).map((piece, at) =>
        at % 2 ? <mark key={at}>{piece}</mark> : piece,
      )}
    </article>
  );
}
