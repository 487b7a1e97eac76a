import { account } from "./account";
import { analytics } from "./analytics";
import { appearance } from "./appearance";
import { accounts } from "./accounts";
import { bots, receipt } from "./bots";
import { documents } from "./documents";
import { conversations, rating, todo } from "./log";
import { sources } from "./sources";
import { moving } from "./moving";
import { history, identity, keys } from "./keys";
import { pinned } from "./pinned";
import { sharing } from "./sharing";
import { search } from "./search";
import { playground, settings, embed } from "./tabs";
import { viewer } from "./viewer";

/** Every sentence the app says, in one place, ready to be translated. */
export const messages = {
  account,
  analytics,
  appearance,
  moving,
  accounts,
  bots,
  receipt,
  documents,
  sources,
  playground,
  settings,
  embed,
  conversations,
  todo,
  rating,
  keys,
  identity,
  history,
  sharing,
  search,
  viewer,
  pinned,

  product: "Docent",
  promise: "Chatbots that answer from your own documents, and show where.",
  points: [
    "Every answer cites the page and quotes it.",
    "What the documents don’t say, the bot doesn’t invent.",
    "One line of HTML puts it on your site.",
  ],
  skip: "Skip to the content",
  undo: "Undo",
  cancel: "Cancel",
  close: "Close",
  more: "Show more",
  loading: "Loading …",
  retry: "Try again",
  requestId: (id: string) => `Request ${id}`,
  notFound: {
    title: "There is nothing here",
    text: "The address may be mistyped, or what was here is deleted.",
    back: "Back to your bots",
  },
  problems: {
    unreachable: "Docent can’t be reached. Check your connection, then try again.",
    unknown: (status: number) => `Docent gave no usable answer (${status}). Try again in a moment.`,
    unexpected: "Something in this page went wrong. Load it again; if it comes back, report what you did.",
    interrupted: "The connection broke before the answer was complete. Ask again.",
    crashed: "This page ran into a problem. Load it again to go on; nothing you saved is lost.",
    reload: "Load again",
    outdated: "A part of this page can’t be loaded: Docent was renewed, or you are offline. Load the page again.",
  },
};
