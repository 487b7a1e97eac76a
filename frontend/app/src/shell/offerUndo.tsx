import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { messages } from "../messages";

const LONG_ENOUGH_MS = 10_000;

/** Says what was done, with a button that takes it back. */
export function offerUndo(done: string, undo: () => void): void {
  const id = notifications.show({
    autoClose: LONG_ENOUGH_MS,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {done}
        </Text>
        <Button variant="light" size="compact-sm" flex="none" onClick={() => (notifications.hide(id), undo())}>
          {messages.undo}
        </Button>
      </Group>
    ),
  });
}
