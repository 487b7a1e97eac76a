import { count } from "./count";

export const moving = {
  export: {
    title: "This bot as a file",
    text: "One archive with everything: the files you uploaded, passages, vectors, settings, questions with answers, test questions and conversations. Import it here or into another Docent, and the bot answers at once. API keys, people it is shared with, history and spending stay here.",
    button: "Export this bot",
    again: "Export again",
    download: (size: string) => `Download the archive (${size})`,
    ready: "The archive is ready. It can be downloaded for a day.",
    gone: "The archive is forgotten by now. Export the bot again.",
    leftOut: (n: number) => `${count(n, "document")} left out: not ready yet, or failed.`,
  },
  import: {
    button: "Import a bot",
    title: "Import a bot",
    text: "Choose the archive that “Export this bot” gave you. It becomes a new bot of yours, with its settings, sites and conversations.",
    file: "Archive",
    filePlaceholder: "docent-bot-….zip",
    fileCheck: "Choose the archive (.zip).",
    sending: (percent: number) => `Sending the archive: ${percent} %`,
    start: "Import",
    open: "Open the bot",
    done: "The bot is here, and answers.",
    close: "You may close this window; the import goes on.",
    left: "What came in until then is a bot among yours. Delete it before you try again.",
  },
  waiting: "Waiting for a worker …",
  stages: {
    waiting: "Starting …",
    conversations: "Conversations",
    documents: "Documents",
    files: "Files",
  } as Record<string, string>,
  step: (stage: string, done: number, total: number) => (total ? `${stage}: ${done} of ${total}` : `${stage} …`),
  progress: "Progress",
};
