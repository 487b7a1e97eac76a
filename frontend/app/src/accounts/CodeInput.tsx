import { Alert, TextInput, type TextInputProps } from "@mantine/core";
import { messages } from "../messages";

interface CodeInputProps extends TextInputProps {
  /** The code this place accepts without e-mail; null where e-mail is sent. */
  hint: string | null;
}

/** The code from the e-mail; on a machine without e-mail it says which it is. */
export function CodeInput({ hint, ...input }: CodeInputProps) {
  return (
    <>
      {hint && <Alert variant="light">{messages.accounts.localCode(hint)}</Alert>}
      <TextInput
        label={messages.accounts.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={64}
        {...input}
      />
    </>
  );
}
