/** What the messages are written in; numbers and dates are written as it writes them. */
export const LANGUAGE = "en";
