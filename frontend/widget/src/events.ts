// The API sends a comment at least every 15 s.
const SILENCE_MS = 60_000;

/** One server-sent event; `data` is parsed JSON, `id` says how far a reader is. */
export interface ServerEvent {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
}

/** The API's events (each with one line of data) as they arrive; comments are passed over. Throws where nothing came for too long. */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      let timer = 0;
      const late = new Promise<never>((_, reject) => (timer = setTimeout(reject, SILENCE_MS)));
      const { done, value } = await Promise.race([reader.read(), late]).finally(() => clearTimeout(timer));
      text += done ? "\n\n" : decoder.decode(value, { stream: true });
      const parts = text.split(/\r?\n\r?\n/);
      text = parts.pop() ?? "";
      for (const part of parts) {
        const { id = "", event = "", data } = Object.fromEntries(part.split(/\r?\n/).map((line) => line.split(/: ?([^]*)/)));
        if (data) yield { id, name: event, data: JSON.parse(data) };
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
