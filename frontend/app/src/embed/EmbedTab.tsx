import { Stack } from "@mantine/core";
import { mayOwn } from "../bots/rights";
import { useShownBot } from "../bots/shown";
import { config } from "../config";
import { CheckPage } from "./CheckPage";
import { Demo } from "./Demo";
import { Hosted } from "./Hosted";
import { Identity } from "./Identity";
import { Keys } from "./Keys";
import { Origins } from "./Origins";
import { Snippet } from "./Snippet";

export function Component() {
  const bot = useShownBot();
  return (
    <Stack gap="xl" maw={720}>
      <Origins bot={bot} />
      <Snippet botId={bot.bot_id} />
      <CheckPage botId={bot.bot_id} />
      <Hosted bot={bot} />
      {mayOwn(bot) && (
        <>
          <Identity botId={bot.bot_id} />
          <Keys botId={bot.bot_id} />
        </>
      )}
      {config.demo_url && <Demo bot={bot} url={config.demo_url} />}
    </Stack>
  );
}
