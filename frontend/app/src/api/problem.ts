import { messages } from "../messages";

interface ErrorBody {
  error?: { code?: string; message?: string; field?: string; request_id?: string };
}

/** An error in words for the reader. `status` is 0 where no answer came at all. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly requestId: string | undefined;

  constructor(status: number, code: string, message: string, field?: string, requestId?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
    this.requestId = requestId;
  }

  /** Whether the same call may succeed a little later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function unreachable(): Problem {
  return new Problem(0, "unreachable", messages.problems.unreachable);
}

/** The Problem that an API error body describes, or a general one where the body says nothing. */
export function described(response: Response, body: unknown): Problem {
  const error = (typeof body === "object" && body !== null ? (body as ErrorBody).error : undefined) ?? {};
  return new Problem(
    response.status,
    error.code ?? "unknown",
    error.message ?? messages.problems.unknown(response.status),
    error.field,
    error.request_id ?? response.headers.get("x-request-id") ?? undefined,
  );
}

/** Any thrown thing as a Problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem(-1, "unexpected", messages.problems.unexpected);
}
