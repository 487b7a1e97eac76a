import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../messages";
import { OpenSource } from "../viewer/OpenSource";
import { Bar } from "./Bar";
import { marked } from "./marked";
import type { Match } from "./queries";
import classes from "./Search.module.css";

const words = messages.search;

/** One passage: where it stands, both its scores, the words it was found by, and what to do with it. */
export function Hit({ match, children }: { match: Match; children: ReactNode }) {
  const place = [match.filename, match.page > 0 && words.page(match.page), match.heading];
  return (
    <li className={classes.hit}>
      <Text size="sm" fw={600} className={classes.place}>
        {place.filter(Boolean).join(" · ")} <OpenSource source={{ ...match, quote: match.text }} />
      </Text>
      <div className={classes.bars}>
        <Bar label={words.dense} value={match.scores.dense ?? 0} />
        <Bar label={words.lexical} value={match.scores.lexical ?? 0} />
      </div>
      <Text size="sm" c="dimmed">
        {match.found_terms.length > 0 ? `${words.by} ${match.found_terms.join(", ")}` : words.byMeaning}
      </Text>
      <Text size="sm" className={classes.text}>
        {marked(match.text, match.found_terms).map((piece, at) =>
          at % 2 ? <mark key={at}>{piece}</mark> : piece,
        )}
      </Text>
      {children}
    </li>
  );
}
