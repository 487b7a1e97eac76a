import "@mantine/core/styles/ScrollArea.css";
import "@mantine/core/styles/Paper.css";
import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Drawer.css";
import "@mantine/core/styles/Modal.css";
import { Drawer, Modal, type DrawerProps, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";

export function OpenModal({ opened, ...props }: ModalProps) {
  return <Modal opened={useSoon(opened)} {...props} />;
}

export function OpenDrawer({ opened, ...props }: DrawerProps) {
  return <Drawer opened={useSoon(opened)} {...props} />;
}

/** A dialog gives the focus back only if it was there, closed, before it opened. */
function useSoon(opened: boolean): boolean {
  const [there, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return opened && there;
}
