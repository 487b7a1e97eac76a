import { tag } from "./files";

/** Adds the bots of the tags to serve: of the one running now, or of all of ours where that is hidden. */
export function mountAll(): void {
  const found = document.currentScript ? [tag] : document.querySelectorAll<HTMLScriptElement>("script[data-bot]");
  for (const each of found) if (each) mount(each);
}

/** Adds the tag's bot to the page, once: a second tag for the same bot changes nothing. */
function mount(tag: HTMLScriptElement): void {
  const { bot, target = "body" } = tag.dataset;
  const place = document.querySelector(target);
  if (!place && document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => mount(tag));
  } else if (!place) {
    console.warn(`Docent: there is no ${target} here.`);
  } else if (bot && !document.querySelector(`docent-chat[data-bot=${JSON.stringify(bot)}]`)) {
    const chat = document.createElement("docent-chat");
    Object.assign(chat.dataset, target !== "body" && { mode: "inline" }, tag.dataset);
    place.append(chat);
  }
}
