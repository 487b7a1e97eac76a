import { Group, Loader, Text } from "@mantine/core";
import { messages } from "../messages";

/** Progress in words. Shown after a moment, so that what is quick doesn't flicker. */
export function Waiting({ children }: { children: string }) {
  return (
    <Group role="status" gap="sm" py="xl" justify="center" className="after-a-moment">
      <Loader size="sm" type="dots" />
      <Text c="dimmed">{children}</Text>
    </Group>
  );
}

/** That another page is on its way. */
export function Loading() {
  return <div className="loading" role="status" aria-label={messages.loading} />;
}
