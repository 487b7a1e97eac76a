import { Badge, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState, type FormEvent } from "react";
import type { Chunk, Document } from "../api/client";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { useUnsaved } from "../shell/unsaved";
import classes from "./Passages.module.css";
import { useChangePassage } from "./queries";

const words = messages.documents.passages;
const LONGEST = 4_000;
const PAIRS = ".qa.json";

interface PassageProps {
  document: Document;
  chunk: Chunk;
  mayEdit: boolean;
}

type Changes = { text?: string; off?: boolean };

/** A passage as it answers, and what can be changed of it. */
export function Passage({ document, chunk, mayEdit }: PassageProps) {
  const [editing, setEditing] = useState(false);
  const change = useChangePassage(document.bot_id, document.document_id);
  const button = useEditButton(editing);
  function save(changes: Changes): void {
    const onSuccess = () => {
      setEditing(false);
      notifications.show({ message: changes.off ? words.wasOff : words.saved });
    };
    change.mutate({ chunkId: chunk.chunk_id, ...changes }, { onSuccess });
  }
  return (
    <Stack gap={6}>
      {editing ? (
        <Editor chunk={chunk} busy={change.isPending} onSave={save} onCancel={() => setEditing(false)} />
      ) : (
        <Shown chunk={chunk} />
      )}
      <ProblemNote error={change.error} />
      {mayEdit && !editing && (
        <Group gap="xs">
          {!document.filename.endsWith(PAIRS) && (
            <Button ref={button} variant="subtle" size="compact-xs" onClick={() => setEditing(true)}>
              {words.edit}
            </Button>
          )}
          <Button
            variant="subtle"
            size="compact-xs"
            loading={change.isPending}
            onClick={() => save({ off: !chunk.off })}
          >
            {chunk.off ? words.on : words.off}
          </Button>
          {changed(chunk) && (
            <Button
              variant="subtle"
              size="compact-xs"
              loading={change.isPending}
              onClick={() => save({ text: chunk.original ?? chunk.text })}
            >
              {words.undo}
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** The button that gets the focus back when editing ends. */
function useEditButton(editing: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(editing);
  useEffect(() => {
    if (was.current && !editing) button.current?.focus();
    was.current = editing;
  }, [editing]);
  return button;
}

const changed = ({ original, text }: Chunk): boolean => original !== undefined && original !== text;

function Shown({ chunk }: { chunk: Chunk }) {
  return (
    <>
      <Text size="sm" className={classes.text} {...(chunk.off && { c: "dimmed", td: "line-through" })}>
        {chunk.text}
      </Text>
      <Group gap="xs">
        {chunk.off && (
          <Badge variant="light" color="gray">
            {words.isOff}
          </Badge>
        )}
        {changed(chunk) && (
          <Badge variant="light">
            {words.isChanged}
          </Badge>
        )}
      </Group>
      {changed(chunk) && (
        <details>
          <summary>{words.ofFile}</summary>
          <Text size="sm" c="dimmed" className={classes.text}>
            {chunk.original}
          </Text>
        </details>
      )}
    </>
  );
}

interface EditorProps {
  chunk: Chunk;
  busy: boolean;
  onSave: (changes: Changes) => void;
  onCancel: () => void;
}

function Editor({ chunk, busy, onSave, onCancel }: EditorProps) {
  const [text, setText] = useState(chunk.text);
  const wanted = text.trim();
  useUnsaved(text !== chunk.text);
  function submit(event: FormEvent): void {
    event.preventDefault();
    onSave({ text: wanted });
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          label={words.text}
          autosize
          autoFocus
          minRows={3}
          maxRows={18}
          maxLength={LONGEST}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" size="compact-sm" loading={busy} disabled={!wanted || wanted === chunk.text}>
            {words.save}
          </Button>
          <Button variant="subtle" size="compact-sm" disabled={busy} onClick={onCancel}>
            {messages.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
