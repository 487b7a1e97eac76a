const FORM = /^https?:\/\/(\*\.)?[^\s/*?#@]+$/i;

/** A site as the API lists it: scheme, host and port, in lower case, of the address of any of its pages.
 * Undefined for what is no site. */
export function origin(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase();
  const whole = (/^https?:\/\//.test(trimmed) ? trimmed : `https://${trimmed}`).replace(/([^:/])[/?#].*$/, "$1");
  return FORM.test(whole) && (whole.includes(".") || whole.includes("localhost")) ? whole : undefined;
}
