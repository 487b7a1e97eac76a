import { Button, FileInput, Group, Stack, Text } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { messages } from "../messages";
import { Modal } from "../shell/Dialog";
import { ProblemNote } from "../shell/ProblemNote";
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
        <ProblemNote error={bring.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {messages.cancel}
          </Button>
          <Button type="submit" loading={bring.isPending}>
            {words.start}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
