import { ColorSwatch, Group, Stack, TextInput, type TextInputProps } from "@mantine/core";
import { messages } from "../messages";
import classes from "./ColorField.module.css";
import { PLAIN } from "./look";

const words = messages.appearance;
const SWATCHES = Object.entries(words.swatch);
const HEX = /^#[0-9a-f]{6}$/i;

interface ColorFieldProps extends Omit<TextInputProps, "value" | "onChange"> {
  value?: string;
  onChange: (color: string) => void;
}

/** A colour: one of a few, the browser's own picker, or written as hex. */
export function ColorField({ value = "", onChange, ...props }: ColorFieldProps) {
  return (
    <Stack gap="xs">
      <TextInput
        placeholder={PLAIN}
        maw={240}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        leftSection={
          <input
            type="color"
            className={classes.picker}
            aria-label={words.pick}
            value={HEX.test(value) ? value : PLAIN}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        }
        {...props}
      />
      <Group gap={6} role="group" aria-label={words.swatches}>
        {SWATCHES.map(([color, name]) => (
          <ColorSwatch
            key={color}
            component="button"
            type="button"
            size={28}
            color={color}
            aria-label={name}
            aria-pressed={color === value.toLowerCase()}
            className={classes.swatch ?? ""}
            onClick={() => onChange(color)}
          />
        ))}
      </Group>
    </Stack>
  );
}
