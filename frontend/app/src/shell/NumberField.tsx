import { TextInput, type TextInputProps } from "@mantine/core";

interface NumberFieldProps extends Omit<TextInputProps, "value" | "onChange" | "type"> {
  value?: number | "";
  onChange: (value: number | "") => void;
}

/** A number, or nothing yet: the empty text. The browser's own field, which every phone has keys for. */
export function NumberField({ onChange, ...props }: NumberFieldProps) {
  return (
    <TextInput
      type="number"
      inputMode="decimal"
      onChange={({ currentTarget }) => onChange(currentTarget.value === "" ? "" : currentTarget.valueAsNumber)}
      {...props}
    />
  );
}
