import { count } from "./count";
import { LANGUAGE } from "./language";

export const analytics = {
  title: "Analytics",
  loading: "Adding up the days …",
  loadingAsked: "Looking through the newest questions …",
  period: "Period",
  periods: { 7: "7 days", 30: "30 days", 90: "90 days" },
  none: "Nobody asked anything in these days. Ask in the playground, or embed the bot.",
  table: (title: string) => `${title} as a table`,
  day: "Day",
  questions: "Questions",
  answered: "Answered",
  unanswered: "Not answered",
  share: "Answered",
  ofAll: (answered: number, all: number) => `${answered} of ${all}`,
  ratings: "Votes",
  ratingsText: (up: number, down: number) => `${up} up, ${down} down`,
  up: "Up",
  down: "Down",
  firstToken: "First words, median",
  whole: "Whole answer, median",
  most: (p95: string) => `95 % within ${p95}`,
  firstText: "of answers; a refusal has no first words",
  wholeText: "of answers and refusals",
  untimed: "Nothing timed",
  cost: "Cost",
  costText: (input: number, output: number) =>
    `${count(input, "token")} read, ${count(output, "token")} written`,
  month: (name: string) => `Cost in ${name}`,
  forecast: (spent: string) => `expected; ${spent} so far`,
  top: "Asked most",
  topText: (read: number) =>
    `Of the newest ${count(read, "question")} of these days. The same but for case and punctuation count as one.`,
  times: "Times",
  answeredOf: "Answered",
  cited: "Cited most",
  citedNone: "No document was cited.",
  document: "Document",
  answers: "Answers",
  unused: "Never used",
  unusedText: "Documents that none of these answers cited. Is their content asked for? Does Search test find it?",
  unusedNone: "Every document was cited.",
  utc: "Days begin at midnight UTC.",
  seconds: (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`),
  /** Two digits that say something, however little it is. */
  dollars: (usd: number) => {
    const maximumFractionDigits = usd > 0 && usd < 1 ? Math.min(1 - Math.floor(Math.log10(usd)), 12) : 2;
    return usd.toLocaleString(LANGUAGE, { style: "currency", currency: "USD", maximumFractionDigits });
  },
};
