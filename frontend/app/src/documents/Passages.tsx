import { Stack, Text } from "@mantine/core";
import type { Document } from "../api/client";
import { messages } from "../messages";
import { Drawer } from "../shell/Dialog";
import { failed, More } from "../shell/More";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { OpenSource } from "../viewer/OpenSource";
import { useViewing } from "../viewer/viewing";
import { Coverage } from "./Coverage";
import { Passage } from "./Passage";
import classes from "./Passages.module.css";
import { usePassages } from "./queries";

const words = messages.documents.passages;

interface PassagesProps {
  /** Whose passages; none while the drawer is closed. */
  document: Document | undefined;
  mayEdit: boolean;
  onClose: () => void;
}

/** What was understood of a document, in reading order. */
export function Passages({ document, mayEdit, onClose }: PassagesProps) {
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
      {document && <List document={document} mayEdit={mayEdit} />}
    </Drawer>
  );
}

function List({ document, mayEdit }: { document: Document; mayEdit: boolean }) {
  const list = usePassages(document.bot_id, document.document_id);
  const place = { document_id: document.document_id, filename: document.filename };
  const chunks = list.data?.pages.flatMap((page) => page.chunks) ?? [];
  return (
    <Stack>
      <Text c="dimmed" size="sm">
        {words.intro}
      </Text>
      {document.edits > 0 && <Text size="sm">{words.edits(document.edits)}</Text>}
      <Coverage document={document} />
      {list.isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={failed(list)} retry={() => void list.refetch()} />
      {list.isSuccess && chunks.length === 0 && <Text>{words.none}</Text>}
      {chunks.map((chunk) => (
        <article key={chunk.ordinal} className={classes.passage}>
          <Text size="xs" c="dimmed" fw={600}>
            {[chunk.page > 0 && words.page(chunk.page), chunk.heading].filter(Boolean).join(" · ")}{" "}
            <OpenSource source={{ ...chunk, ...place, quote: chunk.original ?? chunk.text }} />
          </Text>
          <Passage document={document} chunk={chunk} mayEdit={mayEdit} />
        </article>
      ))}
      <More list={list} />
    </Stack>
  );
}
