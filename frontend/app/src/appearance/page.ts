/** The widget as it is served beside the app: the same files that sites get. */
export const WIDGET = "/widget/docent.js";

/** A page of somebody's site, by day or by night, with the widget as a preview. */
export function page(device: string): string {
  const [paper, line] = device === "dark" ? ["#17191c", "#2a2d31"] : ["#ffffff", "#ececec"];
  const lines = [60, 100, 92, 97, 40].map((width) => `<i style="width:${width}%"></i>`).join("");
  return `<!doctype html><html lang="en" style="color-scheme:${device}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><style>
body{margin:0;padding:28px;background:${paper};font-family:system-ui,sans-serif}
i{display:block;height:14px;margin:0 0 14px;border-radius:7px;background:${line}}
</style></head><body>${lines}<br>${lines}
<script src="${WIDGET}" data-bot="preview" data-preview></script></body></html>`;
}
