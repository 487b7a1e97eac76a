import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { onEnd } from "../api/session";
import { messages } from "../messages";

const LONG_ENOUGH_MS = 10_000;

// What is settled once it can't be taken back, at the latest when the page goes; who signs out waits for it.
const open = new Set<() => Promise<unknown> | undefined>();
onEnd(() => open.clear());
window.addEventListener("pagehide", () => void settleAll());
export const settleAll = () => Promise.all([...open].map((finish) => finish()));

/** Says what was done, with a button that takes it back; `settle` once it no longer can be. */
export function offerUndo(done: string, undo: () => void, settle?: () => Promise<unknown>): void {
  const finish = () => (open.delete(finish) ? settle?.() : undefined);
  open.add(finish);
  function takeBack(): void {
    open.delete(finish);
    notifications.hide(id);
    undo();
  }
  const id = notifications.show({
    autoClose: LONG_ENOUGH_MS,
    onClose: () => void finish(),
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
