import "@mantine/core/styles/ScrollArea.css";
import "@mantine/core/styles/Paper.css";
import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Drawer.css";
import "@mantine/core/styles/Modal.css";
import { Drawer, Modal, type DrawerProps, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { LeaveDialog } from "./LeaveDialog";
import { UnsavedContext } from "./unsaved";

export function OpenModal({ children, ...props }: ModalProps) {
  const { asking, ...guarded } = useGuarded(props);
  return (
    <Modal {...props} {...guarded}>
      <UnsavedContext value={asking.unsaved}>{children}</UnsavedContext>
      <LeaveDialog {...asking} />
    </Modal>
  );
}

export function OpenDrawer({ children, ...props }: DrawerProps) {
  const { asking, ...guarded } = useGuarded(props);
  return (
    <Drawer {...props} {...guarded}>
      <UnsavedContext value={asking.unsaved}>{children}</UnsavedContext>
      <LeaveDialog {...asking} />
    </Drawer>
  );
}

interface Guarded {
  opened: boolean;
  onClose: () => void;
  closeOnEscape?: boolean;
}

/** A dialog that asks before what is written in it is lost, other than by its own buttons. */
function useGuarded({ opened, onClose, closeOnEscape = true }: Guarded) {
  const [unsaved] = useState(() => new Set<symbol>());
  const [asking, ask] = useState(false);
  function close(): void {
    if (unsaved.size === 0) onClose();
    // Later, or the Escape that asks would close the question as well.
    else setTimeout(() => ask(true));
  }
  const leave = () => {
    ask(false);
    onClose();
  };
  return {
    opened: useSoon(opened),
    onClose: close,
    closeOnEscape: closeOnEscape && !asking,
    asking: { unsaved, opened: asking, onLeave: leave, onClose: () => ask(false) },
  };
}

/** A dialog gives the focus back only if it was there, closed, before it opened. */
function useSoon(opened: boolean): boolean {
  const [there, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return opened && there;
}
