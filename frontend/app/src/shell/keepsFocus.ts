const FOCUSABLE = "textarea, button, input, a";

/** A ref for a list: when the row with the focus goes, the next one gets it; where none is left, the page itself. */
export function keepsFocus(list: HTMLElement | null) {
  if (!list) return undefined;
  let row: Element | undefined;
  let at = 0;
  const follow = ({ target }: FocusEvent) => {
    const rows = [...list.children];
    row = rows.find((each) => each.contains(target as Node));
    at = row ? rows.indexOf(row) : 0;
  };
  const observer = new MutationObserver(() => {
    if (!row || row.isConnected || document.activeElement !== document.body) return;
    const next = list.children[Math.min(at, list.children.length - 1)];
    const target = next?.querySelector<HTMLElement>(FOCUSABLE) ?? document.getElementById("content");
    target?.focus({ preventScroll: true });
  });
  list.addEventListener("focusin", follow);
  observer.observe(list, { childList: true });
  return () => {
    list.removeEventListener("focusin", follow);
    observer.disconnect();
  };
}
