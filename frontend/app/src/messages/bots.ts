import { count } from "./count";

export const bots = {
  title: "Your bots",
  create: "New bot",
  counted: (documents: number, chunks: number) =>
    `${count(documents, "document")} · ${count(chunks, "passage")}`,
  nothing: "No documents yet",
  loadingList: "Fetching your bots …",
  loadingOne: "Fetching the bot …",
  menu: (name: string) => `Actions for ${name}`,
  empty: {
    title: "Make your first bot",
    text: "A bot answers questions from the documents you give it, and nothing else.",
    steps: [
      ["Make a bot", "Give it a name. Everything else can wait."],
      ["Add documents", "Files, web pages, or questions and answers. Reading takes seconds."],
      ["Ask, then embed", "Try it here, then paste one line into your site."],
    ],
    sample: "Try a sample bot",
    sampleText: "The sample is Fernwood Bikes: a rental with a handbook, a staff guide and a list of questions.",
  },
  sample: {
    creating: "Making the sample bot …",
    missing: "The sample’s files are not part of this installation. Make a bot of your own instead.",
  },
  form: {
    title: "New bot",
    name: "Name",
    namePlaceholder: "Customer help",
    nameCheck: "Give the bot a name of at most 100 characters.",
    description: "Description (optional)",
    descriptionPlaceholder: "Answers questions about orders and returns",
    descriptionCheck: "Keep the description under 500 characters.",
    button: "Create bot",
  },
  template: "Begin as",
  blank: ["Blank", "No instructions yet."],
  /** Name and what it is for. */
  templates: {
    support: ["Support desk", "Steps in order, prices word for word, and whom to turn to."],
    handbook: ["Handbook", "Rules for colleagues: the rule first, then its exceptions."],
    course: ["Course helper", "Explains with examples of the material, gives hints instead of solutions."],
    assessor: [
      "Assessor",
      "Scores a text by the rubric you upload, criterion by criterion, with evidence. Needs a language model: without one it quotes what of the rubric shares words with the text, and scores nothing.",
    ],
  } as const,
  remove: {
    title: (name: string) => `Delete ${name}?`,
    text: (documents: number, chunks: number) =>
      `Its ${count(documents, "document")}, ${count(chunks, "passage")}, the uploaded files and all conversations go with it. Sites that embed it get no more answers. This can’t be undone.`,
    button: "Delete bot",
    working: "Removing it from every store …",
  },
  tabs: {
    documents: "Documents",
    playground: "Playground",
    conversations: "Conversations",
    analytics: "Analytics",
    todo: "To do",
    search: "Search test",
    settings: "Settings",
    appearance: "Appearance",
    embed: "Embed",
  },
  tabsLabel: "Parts of the bot",
  back: "All bots",
};

export const receipt = {
  title: (name: string) => `${name} is deleted`,
  removed: "What was removed",
  kinds: {
    bots: "Bot",
    documents: "Documents",
    files: "Uploaded files",
    blocks: "Search index blocks",
    chunks: "Passages",
    conversations: "Conversations",
    keys: "API keys",
    identities: "Identity secrets",
    deeds: "Entries of the history",
    members: "People it was shared with",
    tests: "Test questions",
  } as Record<string, string>,
  /** The same in a sentence. */
  counted: {
    documents: (n) => count(n, "document"),
    files: (n) => count(n, "uploaded file"),
    blocks: (n) => count(n, "search index block"),
    chunks: (n) => count(n, "passage"),
  } as Record<string, (n: number) => string>,
  clean: "Checked afterwards: nothing is left, and nothing answers.",
  left: "Some of it is still there. Delete again in a minute; if this stays, report the time below.",
  at: (time: string) => `Erased at ${time}`,
};
