import {
  List,
  PasswordInput,
  Stack,
  Text,
  ThemeIcon,
  VisuallyHidden,
  type PasswordInputProps,
} from "@mantine/core";
import { messages } from "../messages";
import { Check } from "../shell/icons";
import { RULES } from "./checks";

const words = messages.accounts;

interface NewPasswordProps extends PasswordInputProps {
  /** What is typed so far. */
  typed: string;
}

/** A password to be chosen, with its rules ticked off as one types. */
export function NewPassword({ typed, ...input }: NewPasswordProps) {
  return (
    <Stack gap="xs">
      <PasswordInput
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": words.show }}
        aria-describedby="password-rules"
        {...input}
      />
      <List id="password-rules" size="sm" spacing={2} listStyleType="none" center>
        {RULES.map(([rule, met]) => (
          <Rule key={rule} met={met(typed)}>
            {rule}
          </Rule>
        ))}
      </List>
    </Stack>
  );
}

function Rule({ met, children }: { met: boolean; children: string }) {
  return (
    <List.Item
      icon={
        <ThemeIcon size={16} radius="xl" variant={met ? "filled" : "default"}>
          {met && <Check size={12} />}
        </ThemeIcon>
      }
    >
      <Text size="sm" c="dimmed">
        {children}
        <VisuallyHidden>: {met ? words.rules.met : words.rules.missing}</VisuallyHidden>
      </Text>
    </List.Item>
  );
}
