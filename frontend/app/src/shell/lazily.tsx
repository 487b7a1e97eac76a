import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import { messages } from "../messages";

type Loaded<Props> = Promise<{ default: ComponentType<Props> }>;

/**
 * A part of the app that is loaded when it is first drawn. Where it can't be, for a release took its file away or the
 * network did, `instead` is drawn, and a notice says what to do.
 */
export function lazily<Props>(
  load: () => Loaded<Props>,
  instead: ComponentType<Props> = () => null,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => load().catch(() => (tell(), { default: instead })));
}

function tell(): void {
  notifications.show({
    id: "outdated",
    color: "yellow",
    autoClose: false,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{messages.problems.outdated}</Text>
        <Button variant="light" size="compact-sm" flex="none" onClick={() => window.location.reload()}>
          {messages.problems.reload}
        </Button>
      </Group>
    ),
  });
}
