import { createElement, useEffect, useRef, type CSSProperties, type ReactElement } from "react";
import type { DocentChatElement, DocentEvents, DocentOptions } from "../docent";

type Listeners = { readonly [Name in keyof DocentEvents]?: (detail: DocentEvents[Name]) => void };

/** `src`: where the widget lies; `mode`: a bubble in the corner, or a part of the page where this stands. */
export interface DocentChatProps {
  readonly bot: string;
  readonly api: string;
  readonly src: string;
  readonly mode?: "bubble" | "inline";
  readonly identity?: string;
  readonly options?: DocentOptions;
  readonly on?: Listeners;
  readonly style?: CSSProperties;
}

/** A Docent bot. The widget is fetched when the first one is shown; all of it goes when this goes. */
export function DocentChat({ bot, api, src, mode = "bubble", identity, options, on, style }: DocentChatProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const chat = useRef<DocentChatElement>(undefined);
  const heard = useRef(on);
  heard.current = on;
  // By what is in them: a page that is drawn anew makes new ones, which say the same.
  const said = JSON.stringify(options ?? {});

  useEffect(() => {
    const made = (chat.current = document.createElement("docent-chat"));
    const { color, position } = JSON.parse(said) as DocentOptions;
    Object.assign(made.dataset, { bot, api, src }, mode === "inline" && { mode }, color && { color }, position && { position });
    const hear = (name: keyof DocentEvents) => (event: Event) =>
      (heard.current?.[name] as ((detail: unknown) => void) | undefined)?.((event as CustomEvent).detail);
    for (const name of EVENTS) made.addEventListener(`docent:${name}`, hear(name));
    place.current?.append(made);
    // By import(), which needs no Trusted Types policy; bundlers are to leave it alone.
    void import(/* webpackIgnore: true */ /* @vite-ignore */ src);
    return () => (made.destroy ? made.destroy() : made.remove());
  }, [bot, api, src, mode]);

  useEffect(() => whenDefined(chat.current, (made) => made.setOptions(JSON.parse(said))), [said, bot, api, src, mode]);
  useEffect(
    () => whenDefined(chat.current, (made) => identity !== undefined && made.identify(identity)),
    [identity, bot, api, src, mode],
  );

  return createElement("div", { ref: place, style });
}

const EVENTS = [
  "ready", "open", "close", "question", "answer", "stop", "rating", "lead", "person", "error", "reset", "destroy",
] as const satisfies readonly (keyof DocentEvents)[];

function whenDefined(chat: DocentChatElement | undefined, act: (chat: DocentChatElement) => unknown): void {
  void customElements.whenDefined("docent-chat").then(() => chat?.isConnected && act(chat));
}
