import { Radio, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Bot } from "../api/client";
import { botKey } from "../bots/queries";
import { messages } from "../messages";
import { NumberField } from "../shell/NumberField";
import type { SettingsForm } from "./SettingsTab";

const words = messages.settings.threshold;
/** What a bot goes by that was never calibrated. */
const UNCALIBRATED = 0.15;
const LOOK_MS = 3_000;
const AUTOMATIC = "automatic";
const OWN = "own";

/** How sure the bot has to be: as computed from its documents, or from a line of its builder's on. */
export function Threshold({ form, bot }: { form: SettingsForm; bot: Bot }) {
  const computed = bot.calibrated_threshold;
  useFresh(bot.bot_id, computed === null && bot.documents > 0);
  const { value, ...input } = form.getInputProps("threshold");
  return (
    <Radio.Group
      label={words.label}
      description={words.text}
      value={value === null ? AUTOMATIC : OWN}
      onChange={(choice) =>
        form.setFieldValue("threshold", choice === AUTOMATIC ? null : (computed ?? UNCALIBRATED))
      }
    >
      <Stack gap="xs" mt="xs">
        <Radio
          value={AUTOMATIC}
          label={words.automatic}
          description={computed === null ? words.notYet : words.computed(computed.toFixed(2))}
        />
        <Radio value={OWN} label={words.own} description={words.ownText} />
        {value !== null && (
          <NumberField
            label={words.line}
            min={0}
            max={1}
            step={0.01}
            maw={160}
            {...input}
            value={value as number | ""}
          />
        )}
      </Stack>
    </Radio.Group>
  );
}

/** It is computed a moment after a document became ready, when nobody asks for the bot any more. */
function useFresh(botId: string, waiting: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    const look = () => void client.invalidateQueries({ queryKey: botKey(botId) });
    look();
    if (!waiting) return;
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [client, botId, waiting]);
}
