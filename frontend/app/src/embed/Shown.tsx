import { Alert, Code, Stack, Text } from "@mantine/core";
import { CopyButton } from "./CopyButton";

/** A secret that is shown this once. */
export function Shown({ title, text, label, secret }: { title: string; text: string; label: string; secret: string }) {
  return (
    <Alert title={title} role="status">
      <Stack gap="xs">
        <Text size="sm">{text}</Text>
        <Code block aria-label={label} style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {secret}
        </Code>
        <CopyButton text={secret} />
      </Stack>
    </Alert>
  );
}
