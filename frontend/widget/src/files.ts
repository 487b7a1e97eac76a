/** Fetches a module beside the loader by its name and its digest. */
export type Load = <Module>(name: string, digest: string) => Promise<Module>;

// The tag that runs this; a bundler or tag manager hides which that is.
export const tag = (document.currentScript ?? document.querySelector("script[data-bot]")) as HTMLScriptElement | null;

/** Where this script came from. */
export function home(): string {
  return tag?.src || document.querySelector<HTMLElement>("docent-chat[data-src]")?.dataset.src || location.href;
}

// A browser remembers a module that failed for as long as the page lives, by its address.
let again = "";

/**
 * A module beside the loader, checked against its integrity before it runs (where the browser preloads modules). By
 * `<link>` and `import()`: neither needs a Trusted Types policy, and the tag's nonce, or that of the page's other
 * scripts where there is no tag, lets both through. Rejects where it cannot be had; it may be tried again.
 */
export async function load<Module>(name: string, digest: string): Promise<Module> {
  const file = `${name}-${digest.replace(/\W/g, "").slice(0, 8)}.js`;
  const { href } = new URL(file + again, home());
  const link = document.createElement("link");
  try {
    if (link.relList.supports("modulepreload")) {
      await new Promise((onload, onerror) => {
        const { nonce } = tag ?? document.querySelector<HTMLScriptElement>("script[nonce]") ?? link;
        Object.assign(link, { rel: "modulepreload", href, nonce, integrity: `sha256-${digest}`, crossOrigin: "", onload, onerror });
        document.head.append(link);
      });
    }
    return await import(href);
  } catch (error) {
    again = `?${Date.now()}`;
    throw error;
  } finally {
    link.remove();
  }
}
