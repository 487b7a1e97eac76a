import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { messages } from "../messages";
import { leave } from "./leaving";
import { Check, Moon, Out, Person, Screen, Sun } from "./icons";
import { OpenMenu } from "./OpenMenu";
import { signOut } from "./signOut";

const words = messages.accounts;
const SCHEMES: [MantineColorScheme, typeof Sun][] = [
  ["light", Sun],
  ["dark", Moon],
  ["auto", Screen],
];

/** Who is signed in, how the app looks, and the ways to one's account and out. */
export default function AccountMenu({ email, button }: { email: string; button: ReactNode }) {
  return (
    <OpenMenu button={button} width={240}>
      <Menu.Label fz="sm">{email}</Menu.Label>
      <Menu.Divider />
      <Schemes />
      <Menu.Divider />
      <Menu.Item component={Link} to="/account" leftSection={<Person />}>
        {words.settings}
      </Menu.Item>
      <Menu.Item leftSection={<Out />} onClick={() => leave(() => void signOut())}>
        {words.signOut}
      </Menu.Item>
    </OpenMenu>
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
