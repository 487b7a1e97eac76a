import { Problem } from "../api/problem";
import { messages } from "../messages";

interface Form {
  url: string;
  fields: Record<string, string>;
}

/** Posts the file to the store's form; `progressed` hears the share sent, 0 to 1. Throws Problem. */
export function post(
  form: Form,
  file: File,
  progressed: (share: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append("file", file);
  return new Promise((resolve, reject) => {
    // Only XMLHttpRequest tells how much of a body has been sent.
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => progressed(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve() : reject(refused(request.status)));
    request.onerror = () => reject(new Problem(0, "upload_lost", messages.documents.checks.lost));
    request.onabort = () => reject(signal?.reason as Error);
    signal?.addEventListener("abort", () => request.abort());
    request.open("POST", form.url);
    request.send(body);
  });
}

function refused(status: number): Problem {
  return new Problem(status, "upload_refused", messages.documents.checks.refused(status));
}
