import { Button, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { messages } from "../messages";
import { Plus } from "../shell/icons";
import { ENDINGS } from "./accept";
import classes from "./Documents.module.css";

const words = messages.documents;
const ADDRESS = /^https?:\/\/\S+$/i;
const DIALOG = "[role=dialog]";
const WRITABLE = `input, textarea, ${DIALOG}`;

interface DropZoneProps {
  onFiles: (files: File[]) => void;
  /** Is told of the address of a page that was dropped or pasted. */
  onAddress: (address: string) => void;
}

/** A place to drop files on, or anywhere beside it, and a button that does the same from the keyboard. */
export function DropZone({ onFiles, onAddress }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const over = useGiven((given) => {
    if (given.files.length > 0) return onFiles(Array.from(given.files));
    const address = (given.getData("text/uri-list") || given.getData("text/plain")).trim();
    if (ADDRESS.test(address)) onAddress(address);
  });
  return (
    <div className={classes.zone} data-over={over || undefined}>
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

/** Hears what is dropped or pasted anywhere on the page but into a field; whether something is held over it now. */
function useGiven(take: (given: DataTransfer) => void): boolean {
  const [over, setOver] = useState(false);
  const taking = useRef(take);
  useEffect(() => {
    taking.current = take;
  });
  useEffect(() => {
    const abort = new AbortController();
    const listen = <Name extends "dragover" | "dragleave" | "drop" | "paste">(
      name: Name,
      hear: (event: WindowEventMap[Name]) => void,
    ) => window.addEventListener(name, hear, { signal: abort.signal });
    listen("dragover", (event) => {
      if (!wanted(event.dataTransfer, event.target)) return;
      event.preventDefault();
      setOver(true);
    });
    listen("dragleave", (event) => event.relatedTarget ?? setOver(false));
    listen("drop", (event) => {
      setOver(false);
      if (!event.dataTransfer || !wanted(event.dataTransfer, event.target)) return;
      event.preventDefault();
      taking.current(event.dataTransfer);
    });
    listen("paste", (event) => {
      if (event.clipboardData && !within(event.target, WRITABLE)) taking.current(event.clipboardData);
    });
    return () => abort.abort();
  }, []);
  return over;
}

const within = (target: EventTarget | null, what: string): boolean =>
  target instanceof Element && target.closest(what) !== null;

function wanted(given: DataTransfer | null, target: EventTarget | null): boolean {
  if (given?.types.includes("Files")) return !within(target, DIALOG);
  return given?.types.includes("text/uri-list") === true && !within(target, WRITABLE);
}
