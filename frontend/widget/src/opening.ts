import { ApiError } from "./api";
import { button, node } from "./node";
import { words } from "./words";

/** Where the n-th source of an answer opens. Rejects with ApiError. */
export type Locate = (n: number) => Promise<string>;

/** A button that opens a source in a tab of its own, which knows nothing of this page. */
export function opener(n: number, locate: Locate): HTMLElement {
  const said = node("span", { class: "note", role: "status" });
  const open = () => {
    // At once: when the address comes, the click no longer counts, and browsers would block a pop-up.
    const tab = window.open("", "_blank");
    if (tab) tab.opener = null;
    said.replaceChildren();
    locate(n).then(
      (url) => (tab ? tab.location.replace(url) : said.replaceChildren(link(url))),
      (error: unknown) => {
        tab?.close();
        said.textContent = error instanceof ApiError ? error.message : words.unavailable;
      },
    );
  };
  return node("p", { class: "opening" }, button(words.openSource, open, { class: "again" }), said);
}

function link(href: string): HTMLElement {
  return node("a", { href, target: "_blank", rel: "noopener noreferrer" }, words.openSource);
}
