/** What the place this app is served from says about itself, in /config.json. */
export interface Config {
  /** Where the API answers; "" is this origin. */
  api_url: string;
  /** A site on another origin that shows the widget, where there is one. */
  demo_url: string | null;
  local: boolean;
  /** Codes that a cloud without e-mail accepts. */
  signup_code_hint: string | null;
  reset_code_hint: string | null;
}

const DEFAULTS: Config = {
  api_url: "",
  demo_url: null,
  local: false,
  signup_code_hint: null,
  reset_code_hint: null,
};

async function read(): Promise<Config> {
  try {
    const response = await fetch("/config.json");
    return { ...DEFAULTS, ...((await response.json()) as Partial<Config>) };
  } catch {
    // Without the file the API is taken to be here; if it isn't, the first call says so.
    return DEFAULTS;
  }
}

export const config = await read();
