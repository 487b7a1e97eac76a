export const conversations = {
  title: "Conversations",
  loading: "Fetching the conversations …",
  none: "No conversation here yet.",
  one: "Conversation",
  text: "Search",
  page: "Asked on page",
  show: "Show",
  kinds: { "": "All", unanswered: "With unanswered questions", down: "Voted down", up: "Voted up" },
  from: "From",
  to: "To",
  exports: { csv: "Export CSV", jsonl: "Export JSON lines" },
  turns: (n: number) => (n === 1 ? "1 question" : `${n} questions`),
  askers: { owner: "You", visitor: "Visitor" },
  unanswered: "Unanswered",
  stopped: "Stopped",
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
  none: "Nothing to do: every question so far was answered, and no answer voted down.",
  times: (n: number) => (n === 1 ? "once" : `${n} times`),
  also: "Also asked:",
  reasons: { unanswered: "Not answered", down: "Voted down" },
  answer: "Your answer",
  teach: "Make this the answer",
  dismiss: "Dismiss",
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
