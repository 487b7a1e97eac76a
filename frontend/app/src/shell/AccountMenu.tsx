import { Avatar, Menu, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { end, type User } from "../api/session";
import { messages } from "../messages";
import { DeleteAccount } from "./DeleteAccount";
import { Bin, Check, Moon, Out, Screen, Sun } from "./icons";

const words = messages.accounts;
const SCHEMES: [MantineColorScheme, typeof Sun][] = [
  ["light", Sun],
  ["dark", Moon],
  ["auto", Screen],
];

/** Who is signed in, how the app looks, and the ways out. */
export function AccountMenu({ user }: { user: User }) {
  const [erasing, dialog] = useDisclosure();
  return (
    <>
      <Menu position="bottom-end" width={240} shadow="md">
        <Menu.Target>
          <UnstyledButton aria-label={words.menu(user.email)} style={{ borderRadius: "50%" }}>
            <Avatar aria-hidden color="pine" variant="light" size={36}>
              {(user.name || user.email).slice(0, 1).toUpperCase()}
            </Avatar>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label fz="sm">{user.email}</Menu.Label>
          <Menu.Divider />
          <Schemes />
          <Menu.Divider />
          <Menu.Item leftSection={<Out />} onClick={() => void signOut()}>
            {words.signOut}
          </Menu.Item>
          <Menu.Item leftSection={<Bin />} c="var(--mantine-color-error)" onClick={dialog.open}>
            {words.erase.open}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteAccount user={user} opened={erasing} onClose={dialog.close} />
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

/** Signs out here whatever happens; says so if the server could not be told. */
async function signOut(): Promise<void> {
  try {
    await answer(api.POST("/auth/signout"));
  } catch {
    notifications.show({ color: "yellow", message: words.signOutFailed });
  }
  end();
}
