import { Avatar, UnstyledButton } from "@mantine/core";
import type { User } from "../api/session";
import { messages } from "../messages";
import { lazily } from "./lazily";
import { MenuButton } from "./MenuButton";
import classes from "./Shell.module.css";

const load = () => import("./AccountMenu");
const AccountMenu = lazily(load, ({ button }) => button);

/** Whose account it is, and the way to its menu. */
export function AccountButton({ user: { name, email } }: { user: User }) {
  return (
    <MenuButton load={load} menu={(button) => <AccountMenu email={email} button={button} />}>
      <UnstyledButton aria-label={messages.accounts.menu(email)} style={{ borderRadius: "50%" }}>
        <Avatar aria-hidden color="pine" variant="light" size={36}>
          <span className={classes.letter} data-letter={(name || email).slice(0, 1).toUpperCase()} />
        </Avatar>
      </UnstyledButton>
    </MenuButton>
  );
}
