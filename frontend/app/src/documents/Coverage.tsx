import { Text } from "@mantine/core";
import type { Document } from "../api/client";
import { messages } from "../messages";
import { LANGUAGE } from "../messages/language";
import { ProblemNote } from "../shell/ProblemNote";
import { useParts } from "../shell/useParts";
import classes from "./Passages.module.css";
import { useDocument } from "./queries";

const PAGES = 50;
const words = messages.documents.coverage;

/** What each page of a document gave, folded away until it is asked for. */
export function Coverage({ document }: { document: Document }) {
  const whole = useDocument(document.bot_id, document.document_id);
  const pages = whole.data?.coverage?.pages_detail ?? [];
  const [shown, more] = useParts(pages, PAGES);
  if (whole.error) return <ProblemNote error={whole.error} retry={() => void whole.refetch()} />;
  if (pages.length === 0) return null;
  return (
    <details>
      <summary>
        <Text component="span" size="sm" fw={600}>
          {words.title}
        </Text>
      </summary>
      {whole.data?.coverage?.notes?.map((note) => (
        <Text key={note} size="sm" mt={4}>
          {note}
        </Text>
      ))}
      {document.pages > pages.length && (
        <Text size="xs" c="dimmed">
          {words.first(pages.length)}
        </Text>
      )}
      <table className={`table figures ${classes.coverage}`} aria-label={words.title}>
        <thead>
          <tr>
            {words.columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((page) => (
            <tr key={page.page} data-layer={page.layer}>
              <td>{page.page || words.whole}</td>
              <td>{page.characters.toLocaleString(LANGUAGE)}</td>
              <td>{words.layers[page.layer]}</td>
              <td>{page.tables}</td>
              <td>{page.images}</td>
              <td>{page.chunks}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </details>
  );
}
