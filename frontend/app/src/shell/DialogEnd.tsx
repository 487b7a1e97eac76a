import { Button, Group } from "@mantine/core";
import { messages } from "../messages";
import { ProblemNote } from "./ProblemNote";

interface DialogEndProps {
  error: unknown;
  busy: boolean;
  /** What sending the form does. */
  button: string;
  onClose: () => void;
}

/** The last of a form in a dialog: what went wrong, and the two ways out. */
export function DialogEnd({ error, busy, button, onClose }: DialogEndProps) {
  return (
    <>
      <ProblemNote error={error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {messages.cancel}
        </Button>
        <Button type="submit" loading={busy}>
          {button}
        </Button>
      </Group>
    </>
  );
}
