const FORM = /^https?:\/\/(\*\.)?[^\s/*?#@]+$/i;

/** A site as the API lists it: scheme, host and port, in lower case. Undefined for what is no site. */
export function origin(text: string): string | undefined {
  const trimmed = text.trim().replace(/\/+$/, "").toLowerCase();
  const whole = /^https?:\/\//.test(trimmed) ? trimmed : `https://${trimmed}`;
  return FORM.test(whole) && (whole.includes(".") || whole.includes("localhost")) ? whole : undefined;
}
