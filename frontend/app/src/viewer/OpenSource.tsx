import { Button } from "@mantine/core";
import { messages } from "../messages";
import { Elsewhere } from "../shell/icons";
import { useViewing, type Source } from "./viewing";

/** Opens the document where the source stands. */
export function OpenSource({ source }: { source: Source }) {
  const { show } = useViewing();
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      mih={24}
      leftSection={<Elsewhere size={14} />}
      aria-label={messages.viewer.openAt(source.filename, source.page)}
      onClick={() => show(source)}
    >
      {messages.viewer.open}
    </Button>
  );
}
