// What must be said before the language's own file is there: what the bubble is, and that the chat did not come.
const LABELS: Readonly<Record<string, string>> = {
  en: "Chat|Try again",
  ar: "محادثة|حاول مجددًا",
  de: "Chat|Noch einmal",
  es: "Chat|Reintentar",
  fr: "Chat|Réessayer",
  it: "Chat|Riprova",
  ja: "チャット|再試行",
  nl: "Chat|Opnieuw",
  pl: "Czat|Ponów",
  pt: "Chat|Repetir",
  ru: "Чат|Повторить",
  tr: "Sohbet|Yeniden dene",
  zh: "聊天|重试",
};

/** Label of the bubble, and what to do where the chat did not come; in English where a tag's language is not known. */
export function labelsIn(tag: string): readonly string[] {
  return (LABELS[tag.slice(0, 2).toLowerCase()] ?? (LABELS.en as string)).split("|");
}
