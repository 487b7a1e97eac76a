import { Checkbox } from "@mantine/core";
import { createContext, useContext } from "react";
import type { Document } from "../api/client";
import { messages } from "../messages";
import type { ChosenDocuments } from "./useChosen";

/** What is chosen of the list around; nothing for who may only look. It is a context so that rows need not change. */
export const ChosenContext = createContext<ChosenDocuments | undefined>(undefined);

/** The box that chooses a document. */
export function Choose({ document: { document_id, filename } }: { document: Document }) {
  const chosen = useContext(ChosenContext);
  if (!chosen) return null;
  return (
    <Checkbox
      aria-label={messages.documents.chosen.choose(filename)}
      checked={chosen.has(document_id)}
      onChange={() => chosen.toggle(document_id)}
    />
  );
}
