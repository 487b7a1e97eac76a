import { Table, Text } from "@mantine/core";
import type { Document } from "../api/client";
import { messages } from "../messages";
import { LANGUAGE } from "../messages/language";
import classes from "./Passages.module.css";
import { useDocument } from "./queries";

const words = messages.documents.coverage;

/** What each page of a document gave, folded away until it is asked for. */
export function Coverage({ document }: { document: Document }) {
  const whole = useDocument(document.bot_id, document.document_id);
  const pages = whole.data?.coverage?.pages_detail ?? [];
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
      <Table mt="xs" className={`figures ${classes.coverage}`} aria-label={words.title}>
        <Table.Thead>
          <Table.Tr>
            {words.columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pages.map((page) => (
            <Table.Tr key={page.page} data-layer={page.layer}>
              <Table.Td>{page.page || words.whole}</Table.Td>
              <Table.Td>{page.characters.toLocaleString(LANGUAGE)}</Table.Td>
              <Table.Td>{words.layers[page.layer]}</Table.Td>
              <Table.Td>{page.tables}</Table.Td>
              <Table.Td>{page.images}</Table.Td>
              <Table.Td>{page.chunks}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
