import { Alert, Button, Stack, Text, Title } from "@mantine/core";
import type { BotReceipt } from "../api/client";
import { moment } from "../documents/words";
import { messages } from "../messages";
import { LANGUAGE } from "../messages/language";
import { Modal } from "./Dialog";
import { Check, Warning } from "./icons";

interface ReceiptProps {
  receipt: BotReceipt | undefined;
  onClose: () => void;
}

/** What a deletion removed from each store, and what a look afterwards found. */
export function Receipt({ receipt, onClose }: ReceiptProps) {
  return (
    <Modal
      opened={receipt !== undefined}
      onClose={onClose}
      title={receipt && messages.receipt.title(receipt.name)}
      centered
    >
      {receipt && <Removed receipt={receipt} />}
      <Button mt="lg" fullWidth variant="default" onClick={onClose} data-autofocus>
        {messages.close}
      </Button>
    </Modal>
  );
}

function Removed({ receipt }: { receipt: BotReceipt }) {
  const clean = !receipt.probe.answers;
  return (
    <Stack>
      <Title order={3} size="h5">
        {messages.receipt.removed}
      </Title>
      <table className="table">
        <tbody>
          {Object.entries(receipt.removed).map(([kind, number]) => (
            <tr key={kind}>
              <td>{messages.receipt.kinds[kind] ?? kind}</td>
              <td className="figures right">
                {number.toLocaleString(LANGUAGE)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Alert color={clean ? "pine" : "yellow"} variant="light" icon={clean ? <Check /> : <Warning />}>
        {clean ? messages.receipt.clean : messages.receipt.left}
      </Alert>
      <Text size="xs" c="dimmed">
        {messages.receipt.at(moment(receipt.erased_at))}
      </Text>
    </Stack>
  );
}
