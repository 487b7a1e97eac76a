import { useDocumentTitle } from "@mantine/hooks";
import { messages } from "../messages";

/** Names the page in the browser's tab and history: "Documents · Shop · Docent". */
export function useTitle(...parts: (string | undefined)[]): void {
  useDocumentTitle([...parts, messages.product].filter(Boolean).join(" · "));
}
