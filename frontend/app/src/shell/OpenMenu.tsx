import "@mantine/core/styles/Popover.css";
import "@mantine/core/styles/Menu.css";
import { Menu } from "@mantine/core";
import { cloneElement, useEffect, useRef, useState, type ReactElement, type ReactNode, type Ref } from "react";

interface OpenMenuProps {
  button: ReactNode;
  width?: number;
  children: ReactNode;
}

/** A menu that is open when it comes, and hangs on its button from then on. */
export function OpenMenu({ button, width, children }: OpenMenuProps) {
  const [opened, setOpened] = useState(false);
  const target = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button was drawn anew: it is where the focus was, and comes back to.
    target.current?.focus();
    setOpened(true);
  }, []);
  const focusable = cloneElement(button as ReactElement<{ ref: Ref<HTMLButtonElement> }>, { ref: target });
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      // A menu holds its items alone, and stands within the page's landmarks.
      withInitialFocusPlaceholder={false}
      withinPortal={false}
      {...(width && { width, shadow: "md" })}
    >
      <Menu.Target>{focusable}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
