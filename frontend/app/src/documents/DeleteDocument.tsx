import { notifications } from "@mantine/notifications";
import type { Document, DocumentReceipt } from "../api/client";
import { messages } from "../messages";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { useDeleteDocument } from "./queries";

const words = messages.documents.confirm;

interface DeleteDocumentProps {
  botId: string;
  /** The document that is to go; none while nobody asked. */
  document: Document | undefined;
  onClose: () => void;
}

export function DeleteDocument({ botId, document, onClose }: DeleteDocumentProps) {
  const remove = useDeleteDocument(botId);
  return (
    <ConfirmDialog
      opened={document !== undefined}
      title={words.title(document?.filename ?? "")}
      text={words.text}
      button={words.button}
      working={words.working}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => {
        if (!document) return;
        remove.mutate(document.document_id, {
          onSuccess: (receipt) => {
            onClose();
            notifications.show({ message: told(receipt) });
          },
        });
      }}
    />
  );
}

function told({ filename, removed, probe }: DocumentReceipt): string {
  if (probe.answers) return messages.receipt.left;
  const parts = Object.entries(removed).map(
    ([kind, number]) => messages.receipt.counted[kind]?.(number) ?? `${kind}: ${number}`,
  );
  return words.done(filename, parts.join(", "));
}
