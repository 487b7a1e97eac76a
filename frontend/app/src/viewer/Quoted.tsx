import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../messages";
import classes from "./Viewer.module.css";

/** The quote by itself, and why it is not marked in its place. */
export function Quoted({ quote, children }: { quote: string; children: ReactNode }) {
  return (
    <figure className={classes.quoted} aria-label={messages.viewer.quote}>
      <blockquote className={classes.quote}>{quote}</blockquote>
      <figcaption>
        <Text size="xs" c="dimmed" role="status">
          {children}
        </Text>
      </figcaption>
    </figure>
  );
}
