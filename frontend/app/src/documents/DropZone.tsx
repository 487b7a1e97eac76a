import { Button, Text } from "@mantine/core";
import { useRef, useState, type DragEvent } from "react";
import { messages } from "../messages";
import { Plus } from "../shell/icons";
import { ENDINGS } from "./accept";
import classes from "./Documents.module.css";

const words = messages.documents;

/** A place to drop files on, and a button that does the same from the keyboard. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    onFiles(Array.from(event.dataTransfer.files));
  }

  return (
    <div
      className={classes.zone}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Text fw={550}>{over ? words.dropNow : words.drop}</Text>
      <Text size="sm" c="dimmed">
        {words.accepted}
      </Text>
      <Button mt="sm" leftSection={<Plus />} onClick={() => input.current?.click()}>
        {words.choose}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ENDINGS.join(",")}
        onChange={(event) => {
          onFiles(Array.from(event.currentTarget.files ?? []));
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
