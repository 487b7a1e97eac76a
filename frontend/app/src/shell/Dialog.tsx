import type { DrawerProps, ModalProps } from "@mantine/core";
import { Suspense, useState, type ComponentType } from "react";
import { lazily } from "./lazily";

const load = () => import("./OpenDialog");
// Once somebody does something on a page, it may be to open a dialog: by then its parts are on their way.
for (const sign of ["pointerdown", "keydown"])
  window.addEventListener(sign, () => void load().catch(() => undefined), { once: true });

/** Mantine's dialogs, loaded when the first is opened. */
function late<Props extends { opened: boolean }>(Open: ComponentType<Props>): ComponentType<Props> {
  return function Late(props: Props) {
    const [wanted, setWanted] = useState(props.opened);
    if (props.opened && !wanted) setWanted(true);
    return wanted ? (
      <Suspense>
        <Open {...props} />
      </Suspense>
    ) : null;
  };
}

export const Modal = late<ModalProps>(lazily(() => load().then(({ OpenModal }) => ({ default: OpenModal }))));
export const Drawer = late<DrawerProps>(lazily(() => load().then(({ OpenDrawer }) => ({ default: OpenDrawer }))));
