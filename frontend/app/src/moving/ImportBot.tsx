import { Button, FileInput, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { messages } from "../messages";
import { Modal } from "../shell/Dialog";
import { ProblemNote } from "../shell/ProblemNote";
import { Bar, HowFar } from "./HowFar";
import { useImportBot, useTransfer } from "./queries";

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
  const [share, setShare] = useState(0);
  const bring = useImportBot(setShare);
  const { data, error, refetch } = useTransfer(bring.data);
  const transfer = data ?? bring.data;
  useListedAnew(transfer?.status);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setMissing(!file);
    if (file) bring.mutate(file);
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {!transfer && (
          <>
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
          </>
        )}
        {bring.isPending && (
          <>
            <Text size="sm" className="figures" role="status">
              {words.sending(Math.round(share * 100))}
            </Text>
            <Bar share={share} />
          </>
        )}
        {transfer && <HowFar transfer={transfer} />}
        {transfer && transfer.status !== "done" && (
          <Text size="sm" c="dimmed">
            {transfer.status === "failed" ? words.left : words.close}
          </Text>
        )}
        {transfer?.status === "done" && <Text role="status">{words.done}</Text>}
        <ProblemNote error={bring.error} />
        <ProblemNote error={error} retry={() => void refetch()} />
        <Buttons
          begun={transfer !== undefined}
          ready={transfer?.status === "done" ? transfer.bot_id : undefined}
          busy={bring.isPending}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

interface ButtonsProps {
  begun: boolean;
  /** The bot that is there now. */
  ready: string | undefined;
  busy: boolean;
  onClose: () => void;
}

function Buttons({ begun, ready, busy, onClose }: ButtonsProps) {
  const [, navigate] = useLocation();
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onClose}>
        {begun ? messages.close : messages.cancel}
      </Button>
      {ready && <Button onClick={() => navigate(`/bots/${ready}/playground`)}>{words.open}</Button>}
      {!begun && (
        <Button type="submit" loading={busy}>
          {words.start}
        </Button>
      )}
    </Group>
  );
}

/** What came in has its name, and its documents, once it is over. */
function useListedAnew(status: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (status === "done" || status === "failed") void client.invalidateQueries({ queryKey: ["bots"] });
  }, [client, status]);
}
