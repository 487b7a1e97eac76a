import type { Bot, BotReceipt } from "../api/client";
import { messages } from "../messages";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { useDeleteBot } from "./queries";

const words = messages.bots.remove;

interface DeleteBotProps {
  /** The bot that is to go; none while nobody asked. */
  bot: Bot | undefined;
  onClose: () => void;
  onDone: (receipt: BotReceipt) => void;
}

export function DeleteBot({ bot, onClose, onDone }: DeleteBotProps) {
  const remove = useDeleteBot();
  return (
    <ConfirmDialog
      opened={bot !== undefined}
      title={words.title(bot?.name ?? "")}
      text={words.text(bot?.documents ?? 0, bot?.chunks ?? 0)}
      button={words.button}
      working={words.working}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => {
        if (!bot) return;
        remove.mutate(bot.bot_id, {
          onSuccess: (receipt) => {
            onClose();
            onDone(receipt);
          },
        });
      }}
    />
  );
}
