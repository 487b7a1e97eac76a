import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { messages } from "../messages";
import { Check, Copy } from "../shell/icons";

const words = messages.embed;

/** Copies a text, and says so. */
export function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      notifications.show({ color: "yellow", message: words.copyFailed });
    }
  }
  return (
    <Button
      variant={copied ? "light" : "filled"}
      leftSection={copied ? <Check /> : <Copy />}
      style={{ alignSelf: "flex-start" }}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{copied ? words.copied : words.copy}</span>
    </Button>
  );
}
