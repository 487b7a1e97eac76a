import { button, node } from "./kit";
import { words } from "./words";

/** Where the n-th source of an answer opens. Rejects where it may not be shown. */
export type Locate = (n: number) => Promise<string>;

/** A button that opens a source in a tab of its own, which knows nothing of this page. */
export function opener(n: number, locate: Locate): HTMLElement {
  const said = node("span", { class: "note", role: "status" });
  const show = async () => {
    // At once: when the address comes, the click no longer counts, and browsers would block a pop-up.
    const tab = open("", "_blank");
    if (tab) tab.opener = null;
    try {
      const href = await locate(n);
      tab?.location.replace(href);
    } catch {
      tab?.close();
      said.textContent = words.blocked;
    }
  };
  return node("p", { class: "opening" }, button(words.openSource, () => void show(), { class: "again" }), said);
}
