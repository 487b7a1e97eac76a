import type { Bot } from "../api/client";
import { messages } from "../messages";
import { useLeave } from "../settings/members";
import { ConfirmDialog } from "../shell/ConfirmDialog";

const words = messages.sharing;

interface LeaveBotProps {
  /** The bot that is to be left; none while nobody asked. */
  bot: Bot | undefined;
  onClose: () => void;
  onDone?: () => void;
}

/** For whom the bot is shared with: asks before it is left. */
export function LeaveBot({ bot, onClose, onDone }: LeaveBotProps) {
  const leave = useLeave();
  return (
    <ConfirmDialog
      opened={bot !== undefined}
      title={words.leaveTitle(bot?.name ?? "")}
      text={words.leaveText}
      button={words.leaveButton}
      working={words.leaving}
      busy={leave.isPending}
      error={leave.error}
      onClose={onClose}
      onConfirm={() => {
        if (!bot) return;
        leave.mutate(bot.bot_id, {
          onSuccess: () => {
            onClose();
            onDone?.();
          },
        });
      }}
    />
  );
}
