import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { messages } from "../messages";

/** The beginning of a list that came whole, and the way to more of it; none where that is all. */
export function useParts<T>(all: readonly T[], size: number): [readonly T[], ReactNode] {
  const [shown, setShown] = useState(size);
  const more = shown < all.length && (
    <Button variant="default" onClick={() => setShown(shown + size)}>
      {messages.more}
    </Button>
  );
  return [all.slice(0, shown), more];
}
