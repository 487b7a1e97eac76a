import { Button, Checkbox, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { Bot, Document } from "../api/client";
import { messages } from "../messages";
import { count } from "../messages/count";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { ProblemNote } from "../shell/ProblemNote";
import { useDeleteDocument, useRetryDocument } from "./queries";
import type { ChosenDocuments } from "./useChosen";
import { useEach } from "./useEach";
import { size } from "./words";

const words = messages.documents.chosen;

interface ChosenProps {
  bot: Bot;
  /** All that are shown. */
  documents: Document[];
  chosen: ChosenDocuments;
}

/** What is used, and what can be done to many documents at once. */
export function Chosen({ bot, documents, chosen }: ChosenProps) {
  const [asking, setAsking] = useState(false);
  const remove = useEach(useDeleteDocument(bot.bot_id));
  const retry = useEach(useRetryDocument(bot.bot_id));
  const { length } = chosen.documents;
  const again = chosen.documents.filter(({ status }) => status === "failed" || status === "partial");
  return (
    <>
      <Group mt="lg" gap="sm" mih={36}>
        <Checkbox
          label={length ? words.count(length) : words.all}
          checked={length > 0 && length === documents.length}
          indeterminate={length > 0 && length < documents.length}
          onChange={() => chosen.set(length ? [] : documents.map((each) => each.document_id))}
        />
        {length > 0 && (
          <>
            {again.length > 0 && (
              <Button
                variant="light"
                size="compact-sm"
                loading={retry.busy}
                onClick={() => void retry.run(again, (n) => notifications.show({ message: words.retried(n) }))}
              >
                {words.retry} ({again.length})
              </Button>
            )}
            <Button variant="light" color="red" size="compact-sm" onClick={() => setAsking(true)}>
              {words.remove} ({length})
            </Button>
          </>
        )}
        <Text size="sm" c="dimmed" className="figures" ml="auto">
          {used(bot)}
        </Text>
      </Group>
      <ProblemNote error={retry.error} />
      <ConfirmDialog
        opened={asking}
        title={words.title(length)}
        text={words.text}
        button={words.button(length)}
        working={words.working(remove.done, remove.all)}
        busy={remove.busy}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          void remove.run(chosen.documents, (n) => {
            setAsking(false);
            notifications.show({ message: words.removed(n) });
          })
        }
      />
    </>
  );
}

/** Of what answers now. */
function used({ documents, bytes, chunks }: Bot): string {
  return words.used(count(documents, "document"), size(bytes), count(chunks, "passage"));
}
