import { messages } from "../messages";
import classes from "./Documents.module.css";

/** The ending of a file as a small plate. */
export function Kind({ filename }: { filename: string }) {
  const pairs = filename.endsWith(".qa.json");
  const ending = pairs ? messages.documents.pairs : filename.includes(".") ? filename.split(".").pop() : "";
  return (
    <span className={classes.kind} aria-hidden>
      {(ending || "?").slice(0, 4).toUpperCase()}
    </span>
  );
}
