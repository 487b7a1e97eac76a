import { messages } from "../messages";
import { ConfirmDialog } from "./ConfirmDialog";

const words = messages.settings;

interface LeaveDialogProps {
  opened: boolean;
  onLeave: () => void;
  onClose: () => void;
}

/** Asks before what is not saved is left behind. */
export function LeaveDialog({ opened, onLeave, onClose }: LeaveDialogProps) {
  return (
    <ConfirmDialog
      opened={opened}
      title={words.leave}
      text={words.leaveText}
      button={words.leaveButton}
      working=""
      busy={false}
      onConfirm={onLeave}
      onClose={onClose}
    />
  );
}
