import { Button, Stack, TextInput, type TextInputProps } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import type { Problem } from "../api/problem";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";

interface EntryFormProps {
  /** What useSubmit gave. */
  of: {
    submit: (event?: FormEvent<HTMLFormElement>) => void;
    busy: boolean;
    problem: Problem | undefined;
  };
  button: string;
  /** Beside others on one page, a form's button is smaller. */
  small?: boolean;
  children: ReactNode;
}

/** Fields, what went wrong, and the one button: the frame of every form about an account. */
export function EntryForm({ of, button, small = false, children }: EntryFormProps) {
  return (
    <form onSubmit={of.submit} noValidate>
      <Stack>
        {children}
        <ProblemNote error={of.problem} />
        <Button type="submit" loading={of.busy} {...(small ? { style: { alignSelf: "start" } } : { size: "md" })}>
          {button}
        </Button>
      </Stack>
    </form>
  );
}

export function EmailInput(input: TextInputProps) {
  return <TextInput label={messages.accounts.email} type="email" autoComplete="username" {...input} />;
}
