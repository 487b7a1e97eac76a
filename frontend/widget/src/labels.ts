// What must be said before the language's own file is there: what the bubble is, and that the chat did not come.
const LABELS = `enChat|Try again
arمحادثة|حاول مجددًا
deChat|Noch einmal
esChat|Reintentar
frChat|Réessayer
itChat|Riprova
jaチャット|再試行
nlChat|Opnieuw
plCzat|Ponów
ptChat|Repetir
ruЧат|Повторить
trSohbet|Yeniden dene
zh聊天|重试`;

/** Label of the bubble, and what to do where the chat did not come; in English where a tag's language is not known. */
export function labelsIn(tag: string): readonly string[] {
  const lines = LABELS.split("\n");
  const line = lines.find((each) => each.startsWith(tag.slice(0, 2).toLowerCase())) ?? (lines[0] as string);
  return line.slice(2).split("|");
}
