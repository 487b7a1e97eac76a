/** The script tags to serve: the one running now, or every one of ours where a loader hides which that is. */
export function tags(): HTMLScriptElement[] {
  const running = document.currentScript;
  if (running instanceof HTMLScriptElement) return [running];
  return [...document.querySelectorAll<HTMLScriptElement>("script[data-bot]")];
}

/** Adds the tag's bot to the page, once: a second tag for the same bot changes nothing. */
export function mount(tag: HTMLScriptElement): void {
  const { bot, api, color, position, identity } = tag.dataset;
  if (!bot) {
    console.warn('Docent: the script tag names no bot. Copy it again from the bot\'s Embed tab: it needs data-bot="...".');
    return;
  }
  if (!document.body) {
    document.addEventListener("DOMContentLoaded", () => mount(tag), { once: true });
    return;
  }
  if ([...document.querySelectorAll<HTMLElement>("docent-chat")].some((chat) => chat.dataset.bot === bot)) return;
  const chat = document.createElement("docent-chat");
  Object.assign(chat.dataset, { bot, api: (api || new URL(tag.src).origin).replace(/\/+$/, "") });
  if (color) chat.dataset.color = color;
  if (identity) chat.dataset.identity = identity;
  if (position) chat.dataset.position = position;
  document.body.append(chat);
}
