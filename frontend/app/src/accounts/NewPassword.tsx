import {
  List,
  PasswordInput,
  Stack,
  Text,
  ThemeIcon,
  VisuallyHidden,
  type PasswordInputProps,
} from "@mantine/core";
import { useId } from "react";
import { messages } from "../messages";
import { Check } from "../shell/icons";
import { ruled, useRules } from "./rules";

const words = messages.accounts;

interface NewPasswordProps extends PasswordInputProps {
  /** What is typed so far. */
  typed: string;
}

/** A password to be chosen, with its rules ticked off as one types. */
export function NewPassword({ typed, ...input }: NewPasswordProps) {
  const rules = useRules();
  const id = useId();
  return (
    <Stack gap="xs">
      <PasswordInput
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": words.show }}
        aria-describedby={id}
        {...input}
      />
      <List id={id} size="sm" spacing={2} listStyleType="none" center>
        {ruled(rules?.password).map(([rule, met]) => (
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
