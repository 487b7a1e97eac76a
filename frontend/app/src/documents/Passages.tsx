import { Button, Drawer, Stack, Text } from "@mantine/core";
import type { Document } from "../api/client";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { OpenSource } from "../viewer/OpenSource";
import { useViewing } from "../viewer/viewing";
import { Coverage } from "./Coverage";
import classes from "./Passages.module.css";
import { usePassages } from "./queries";

const words = messages.documents.passages;

interface PassagesProps {
  /** Whose passages; none while the drawer is closed. */
  document: Document | undefined;
  onClose: () => void;
}

/** What was understood of a document, in reading order. */
export function Passages({ document, onClose }: PassagesProps) {
  const { viewing } = useViewing();
  return (
    <Drawer
      opened={document !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      closeOnEscape={!viewing}
      trapFocus={!viewing}
      title={document?.filename}
    >
      {document && <List document={document} />}
    </Drawer>
  );
}

function List({ document }: { document: Document }) {
  const list = usePassages(document.bot_id, document.document_id);
  const place = { document_id: document.document_id, filename: document.filename };
  const chunks = list.data?.pages.flatMap((page) => page.chunks) ?? [];
  return (
    <Stack>
      <Text c="dimmed" size="sm">
        {words.intro}
      </Text>
      <Coverage document={document} />
      {list.isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      {list.isSuccess && chunks.length === 0 && <Text>{words.none}</Text>}
      {chunks.map((chunk) => (
        <article key={chunk.chunk_id} className={classes.passage}>
          <Text size="xs" c="dimmed" fw={600}>
            {[chunk.page > 0 && words.page(chunk.page), chunk.heading].filter(Boolean).join(" · ")}{" "}
            <OpenSource source={{ ...chunk, ...place, quote: chunk.text }} />
          </Text>
          <Text size="sm" className={classes.text}>
            {chunk.text}
          </Text>
        </article>
      ))}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {messages.more}
        </Button>
      )}
    </Stack>
  );
}
