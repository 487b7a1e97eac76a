import { ActionIcon, Alert, Badge, Button, Group, Progress, Text } from "@mantine/core";
import { memo } from "react";
import type { Document } from "../api/client";
import { messages } from "../messages";
import { Bin, List } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import classes from "./Documents.module.css";
import { Choose } from "./Choose";
import { Kind } from "./Kind";
import { useOriginal, useRetryDocument } from "./queries";
import { COLOURS, underWay } from "./status";
import { add } from "./uploads";
import { moment, ranges, size } from "./words";

const words = messages.documents;
// The message names this many pages without text itself.
const NAMED = 20;

interface DocumentRowProps {
  document: Document;
  replaces: boolean;
  onRead: (document: Document) => void;
  /** Not there for who may only look. */
  onDelete?: (document: Document) => void;
}

/** One document. A hundred of them are drawn anew only as far as they changed. */
export const DocumentRow = memo(function DocumentRow({ document, replaces, onRead, onDelete }: DocumentRowProps) {
  const { bot_id, document_id, filename, status } = document;
  const original = useOriginal(bot_id);
  return (
    <li className={`surface ${classes.row}`} data-status={status}>
      <Group gap="sm" wrap="nowrap">
        <Choose document={document} />
        <Kind filename={filename} />
      </Group>
      <div>
        <Group gap="xs">
          <Text className={classes.name}>{filename}</Text>
          <Badge variant="light" color={COLOURS[status]}>
            {words.status[status]}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed" className="figures">
          {facts(document)}
        </Text>
        {replaces && (
          <Text size="sm" c="dimmed">
            {words.replaces}
          </Text>
        )}
        <ProblemNote error={original.error} />
      </div>
      <Group gap={4} className={classes.actions}>
        {(document.chunks > 0 || document.coverage) && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<List />}
            aria-label={document.chunks ? words.read(filename) : words.pages(filename)}
            onClick={() => onRead(document)}
          >
            {document.chunks ? words.readButton : words.pagesButton}
          </Button>
        )}
        {status !== "awaiting_upload" && status !== "deleting" && (
          <Button
            variant="subtle"
            size="compact-sm"
            loading={original.isPending}
            aria-label={words.original(filename)}
            onClick={() => original.mutate(document_id)}
          >
            {words.originalButton}
          </Button>
        )}
        {onDelete && document.sha256 && !document.source_url && !underWay(document) && (
          <Replace document={document} />
        )}
        {onDelete && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.remove(filename)}
            disabled={status === "deleting"}
            onClick={() => onDelete(document)}
          >
            <Bin />
          </ActionIcon>
        )}
      </Group>
      {underWay(document) && <Stage document={document} />}
      {(status === "failed" || status === "partial") && <Reason document={document} retry={onDelete !== undefined} />}
    </li>
  );
});

/** Brings another file under this one’s name, whatever its own is. */
function Replace({ document: { bot_id, filename } }: { document: Document }) {
  function choose(): void {
    const input = window.document.createElement("input");
    input.type = "file";
    input.accept = /\.\w+$/.exec(filename)?.[0] ?? "";
    input.onchange = () => add(bot_id, Array.from(input.files ?? [], (file) => new File([file], filename, { type: file.type })));
    input.click();
  }
  return (
    <Button variant="subtle" size="compact-sm" aria-label={words.replace(filename)} onClick={choose}>
      {words.replaceButton}
    </Button>
  );
}

function facts({ pages, chunks, bytes, created_at }: Document): string {
  const parts = [
    pages > 0 && words.meta.pages(pages),
    chunks > 0 && words.meta.passages(chunks),
    size(bytes),
  ];
  return [...parts, moment(created_at)].filter(Boolean).join(" · ");
}

function Stage({ document: { filename, status, progress } }: { document: Document }) {
  const stage = words.steps[progress.stage] ?? words.stages[status] ?? words.status[status];
  // Of one step it is not known how far it is.
  const known = progress.total > 1;
  return (
    <div className={classes.below}>
      <Progress
        size="sm"
        value={known ? (100 * progress.done) / progress.total : 100}
        animated={!known}
        aria-label={words.announce(filename, words.status[status])}
      />
      <Text size="sm" c="dimmed" mt={6} className="figures">
        {known ? words.step(stage, progress.done, progress.total) : stage}
      </Text>
    </div>
  );
}

function Reason({ document, retry }: { document: Document; retry: boolean }) {
  const { status, message, coverage } = document;
  const silent = coverage?.pages_without_text ?? [];
  return (
    <Alert className={classes.below ?? ""} variant="light" color={COLOURS[status]} p="sm">
      <Text size="sm">{message ?? words.noReason}</Text>
      {status === "partial" && silent.length > NAMED && (
        <Text size="xs" c="dimmed" mt={4}>
          {words.silent(ranges(silent))}
        </Text>
      )}
      {retry && <Retry document={document} />}
    </Alert>
  );
}

function Retry({ document: { bot_id, document_id, filename } }: { document: Document }) {
  const retry = useRetryDocument(bot_id);
  return (
    <>
      <Button
        variant="light"
        size="compact-sm"
        mt="xs"
        loading={retry.isPending}
        aria-label={words.retry(filename)}
        onClick={() => retry.mutate(document_id)}
      >
        {words.retryButton}
      </Button>
      <ProblemNote error={retry.error} />
    </>
  );
}
