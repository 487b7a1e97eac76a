import { FileInput, Stack, Text } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { messages } from "../messages";
import { DialogEnd } from "../shell/DialogEnd";
import { Modal } from "../shell/Dialog";
import { useImportBot } from "./queries";

const words = messages.moving.import;

/** A window that takes an archive in as a new bot. */
export function ImportBot({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.title} centered>
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const bring = useImportBot();

  function submit(event: FormEvent): void {
    event.preventDefault();
    setMissing(!file);
    if (file) bring.mutate(file, { onSuccess: onClose });
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text c="dimmed">{words.text}</Text>
        <FileInput
          label={words.file}
          placeholder={words.filePlaceholder}
          accept=".zip,application/zip"
          value={file}
          onChange={setFile}
          error={missing && !file && words.fileCheck}
          disabled={bring.isPending}
          data-autofocus
        />
        <DialogEnd error={bring.error} busy={bring.isPending} button={words.start} onClose={onClose} />
      </Stack>
    </form>
  );
}
