import { cloneElement, Suspense, useState, type MouseEvent, type ReactElement, type ReactNode } from "react";

interface MenuButtonProps {
  children: ReactElement<Record<string, unknown>>;
  /** Loads the menu's part of the app. */
  load: () => Promise<unknown>;
  /** Draws the menu, open, with the button that it hangs on. */
  menu: (button: ReactNode) => ReactNode;
}

/** A button whose menu is loaded once somebody is about to open it: most who see it never do. */
export function MenuButton({ children, load, menu }: MenuButtonProps) {
  const [pressed, setPressed] = useState(false);
  const ahead = () => void load().catch(() => undefined);
  const button = cloneElement(children, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    "aria-busy": pressed,
    onPointerEnter: ahead,
    onFocus: ahead,
    onClick: (event: MouseEvent) => {
      event.preventDefault();
      setPressed(true);
    },
  });
  return pressed ? <Suspense fallback={button}>{menu(children)}</Suspense> : button;
}
