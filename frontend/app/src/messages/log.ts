import { count } from "./count";

export const conversations = {
  title: "Conversations",
  loading: "Fetching the conversations …",
  none: "No conversation here yet. Ask in the playground, or embed the bot.",
  noMatch: "No conversation is like that. Search for something else, or show all.",
  one: "Conversation",
  text: "Search",
  page: "Asked on page",
  answered: "Answers",
  rating: "Votes",
  kinds: {
    answered: { "": "All", false: "With unanswered questions", true: "All answered" },
    rating: { "": "All", down: "Voted down", up: "Voted up" },
  },
  from: "From",
  to: "To",
  exports: { csv: "Export CSV", jsonl: "Export JSON lines" },
  exporting: (n: number) => `Fetching the conversations: ${count(n, "line")} so far …`,
  turns: (n: number) => (n === 1 ? "1 question" : `${n} questions`),
  askers: { owner: "You", visitor: "Visitor" },
  unanswered: "Unanswered",
  stopped: "Ended early",
  contact: "What the visitor left",
  passedOn: (when: string) => `Passed on to a person ${when}`,
  ratings: { up: "Voted up", down: "Voted down" },
  forget: {
    button: "Delete conversation",
    title: "Delete this conversation?",
    text: "Questions, answers and votes of it are removed for good.",
    working: "Deleting …",
  },
};

export const todo = {
  title: "To do",
  loading: "Gathering questions …",
  text: "Questions without an answer, or whose answer was voted down. Write an answer and the bot knows it.",
  none: "Nothing to do. Questions that the bot could not answer, and those whose answer was voted down, come here: write the answer once, and the bot knows it.",
  times: (n: number) => (n === 1 ? "once" : `${n} times`),
  also: "Also asked:",
  reasons: { unanswered: "Not answered", down: "Voted down" },
  answer: "Your answer",
  teach: "Make this the answer",
  teaching: "The bot reads the answer, then is asked again. This may take a minute and a half …",
  dismiss: "Dismiss",
  dismissed: "Dismissed. It still stands among the conversations.",
  answers: "The bot answers it now:",
  stillNot: "The bot knows your answer, but doesn’t give it for this question yet:",
  notLearned: "The answer could not be learned in time. Look at it under Documents.",
};

export const rating = {
  good: "Good answer",
  bad: "Bad answer",
  why: "What was wrong? (optional)",
  send: "Send",
  thanks: "Thank you.",
};
