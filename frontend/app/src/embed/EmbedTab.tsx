import { Stack } from "@mantine/core";
import { useOutletContext } from "react-router";
import type { Bot } from "../api/client";
import { mayOwn } from "../bots/rights";
import { config } from "../config";
import { CheckPage } from "./CheckPage";
import { Demo } from "./Demo";
import { Hosted } from "./Hosted";
import { Identity } from "./Identity";
import { Keys } from "./Keys";
import { Origins } from "./Origins";
import { Snippet } from "./Snippet";

export function Component() {
  const bot = useOutletContext<Bot>();
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
