import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { messages } from "../messages";

const LONG_ENOUGH_MS = 10_000;

/** Says what was done, with a button that takes it back; `settle` once it no longer can be. */
export function offerUndo(done: string, undo: () => void, settle?: () => void): void {
  let undone = false;
  function takeBack(): void {
    undone = true;
    notifications.hide(id);
    undo();
  }
  const id = notifications.show({
    autoClose: LONG_ENOUGH_MS,
    onClose: () => undone || settle?.(),
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {done}
        </Text>
        <Button variant="light" size="compact-sm" flex="none" onClick={takeBack}>
          {messages.undo}
        </Button>
      </Group>
    ),
  });
}
