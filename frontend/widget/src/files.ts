/** Fetches a module beside the loader by its name and its digest. */
export type Load = <Module>(name: string, digest: string, again?: number) => Promise<Module>;

// The tag that runs this; a bundler or tag manager hides which that is.
export const tag = (document.currentScript ?? document.querySelector("script[data-bot]")) as HTMLScriptElement | null;

/** Where this script came from. */
export function home(): string {
  return tag?.src || document.querySelector<HTMLElement>("docent-chat[data-src]")?.dataset.src || location.href;
}

/**
 * A module beside the loader, checked against its integrity before it runs (where the browser preloads modules). By
 * `<link>` and `import()`: neither needs a Trusted Types policy, and the tag's nonce lets both through. Rejects where
 * it cannot be had; `again` is how often that was tried.
 */
export async function load<Module>(name: string, digest: string, again = 0): Promise<Module> {
  const file = `${name}-${digest.replace(/\W/g, "").slice(0, 8)}.js`;
  // A browser remembers a module that failed for as long as the page lives, by its address.
  const { href } = new URL(again ? `${file}?${again}` : file, home());
  const link = document.createElement("link");
  if (link.relList.supports("modulepreload")) {
    await new Promise((onload, onerror) => {
      const nonce = tag?.nonce ?? "";
      Object.assign(link, { rel: "modulepreload", href, nonce, onload, onerror });
      Object.assign(link, { integrity: `sha256-${digest}`, crossOrigin: "" });
      document.head.append(link);
    }).finally(() => link.remove());
  }
  return import(href);
}
