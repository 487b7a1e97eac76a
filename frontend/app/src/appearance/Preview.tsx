import { Alert, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Bot } from "../api/client";
import { messages } from "../messages";
import { checks, type Look, PLAIN } from "./look";
import classes from "./Preview.module.css";
import { page } from "./page";

const words = messages.appearance;

/** What the preview uses of the widget's own interface. */
interface Chat extends HTMLElement {
  setOptions(options: object): void;
  open(): void;
}

/** The real widget in a page of its own, with a look that may not be saved yet. */
export function Preview({ bot, look }: { bot: Bot; look: Look }) {
  const here = useComputedColorScheme("light");
  const [device, setDevice] = useState<string>(here);
  const [screen, setScreen] = useState("wide");
  const [missing, setMissing] = useState(false);
  const frame = useRef<HTMLIFrameElement>(null);
  const shown = options(bot, look, device);

  const dress = () => chat(frame.current)?.setOptions?.(shown);
  useEffect(dress, [JSON.stringify(shown)]);

  async function begin(): Promise<void> {
    const view = frame.current?.contentWindow;
    const script = view?.document.querySelector("script");
    if (!view || !script) return;
    await Promise.race([view.customElements.whenDefined("docent-chat"), failed(script)]);
    const made = chat(frame.current);
    if (!made?.setOptions) return setMissing(true);
    dress();
    // What opens takes the focus, which belongs to the form; from then on it may be tried out.
    made.addEventListener("docent:open", () => setTimeout(() => frame.current?.removeAttribute("inert")));
    made.open();
  }

  return (
    <Stack gap="sm" component="section" id="preview" aria-label={words.preview} className={classes.preview}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {words.preview}
        </Title>
        <Group gap="xs">
          <Choice label={words.device} data={words.devices} value={device} onChange={setDevice} />
          <Choice label={words.screen} data={words.screens} value={screen} onChange={setScreen} />
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {words.previewText} {bot.contact.when === "after" && words.previewAfter}
      </Text>
      {missing && <Alert color="yellow">{words.missing}</Alert>}
      <div className={classes.stage} data-screen={screen}>
        <iframe
          key={screen}
          ref={frame}
          title={words.preview}
          srcDoc={page(device)}
          inert
          onLoad={() => void begin()}
        />
      </div>
    </Stack>
  );
}

interface ChoiceProps {
  label: string;
  data: Record<string, string>;
  value: string;
  onChange: (value: string) => void;
}

function Choice({ label, data, value, onChange }: ChoiceProps) {
  const choices = Object.entries(data).map(([key, name]) => ({ value: key, label: name }));
  return <SegmentedControl size="xs" aria-label={label} data={choices} value={value} onChange={onChange} />;
}

function chat(frame: HTMLIFrameElement | null): Chat | null {
  return frame?.contentDocument?.querySelector<Chat>("docent-chat") ?? null;
}

function failed(script: HTMLScriptElement): Promise<Event> {
  return new Promise((resolve) => script.addEventListener("error", resolve));
}

/** What the widget is told: half-typed values don't count, the device is the one that was chosen, and what visitors
 * are asked for is shown whenever it would be asked. */
function options({ name, starters, contact }: Bot, look: Look, device: string): object {
  const { color, scheme, avatar, ...rest } = look;
  return {
    ...rest,
    avatar: checks.avatar(avatar) ? "" : avatar,
    name,
    starters,
    ...(contact.fields?.length && { contact: { ...contact, when: "before" } }),
    color: checks.color(color) || !color ? PLAIN : color,
    scheme: scheme === "auto" ? device : scheme,
  };
}

