import { Avatar, Menu, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { Link } from "react-router";
import type { User } from "../api/session";
import { messages } from "../messages";
import { Check, Moon, Out, Person, Screen, Sun } from "./icons";
import classes from "./Shell.module.css";
import { signOut } from "./signOut";

const words = messages.accounts;
const SCHEMES: [MantineColorScheme, typeof Sun][] = [
  ["light", Sun],
  ["dark", Moon],
  ["auto", Screen],
];

/** Who is signed in, how the app looks, and the ways to one's account and out. */
export function AccountMenu({ user }: { user: User }) {
  return (
    <>
      <Menu position="bottom-end" width={240} shadow="md">
        <Menu.Target>
          <UnstyledButton aria-label={words.menu(user.email)} style={{ borderRadius: "50%" }}>
            <Avatar aria-hidden color="pine" variant="light" size={36}>
              <span className={classes.letter} data-letter={(user.name || user.email).slice(0, 1).toUpperCase()} />
            </Avatar>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label fz="sm">{user.email}</Menu.Label>
          <Menu.Divider />
          <Schemes />
          <Menu.Divider />
          <Menu.Item component={Link} to="/account" leftSection={<Person />}>
            {words.settings}
          </Menu.Item>
          <Menu.Item leftSection={<Out />} onClick={() => void signOut()}>
            {words.signOut}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function Schemes() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
      <Menu.Label>{words.theme}</Menu.Label>
      {SCHEMES.map(([scheme, Icon]) => (
        <Menu.RadioItem key={scheme} value={scheme} checkIcon={<Check size={16} />} rightSection={<Icon />}>
          {words.themes[scheme]}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
