import { Button, Group, Stack, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { messages } from "../messages";
import { Modal } from "./Dialog";
import { ProblemNote } from "./ProblemNote";

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  text: string;
  button: string;
  /** What is said while it is being done. */
  working: string;
  busy: boolean;
  blocked?: boolean;
  error?: unknown;
  children?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is gone for good. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, title, text, busy, error, onClose } = props;
  // What failed the last time it was open is not about this time.
  const [last, setLast] = useState({ opened, error });
  if (last.opened !== opened) setLast({ opened, error });
  return (
    <Modal
      opened={opened}
      onClose={busy ? () => undefined : onClose}
      title={title}
      withCloseButton={!busy}
      centered
    >
      <Stack>
        <Text>{text}</Text>
        {props.children}
        <ProblemNote error={error === last.error ? undefined : error} />
        {busy && (
          <Text size="sm" c="dimmed" role="status">
            {props.working}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            {messages.cancel}
          </Button>
          <Button color="red" onClick={props.onConfirm} loading={busy} disabled={props.blocked ?? false}>
            {props.button}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
