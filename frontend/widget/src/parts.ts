import { load } from "./kit";
import { words } from "./words";

type Part = typeof import("./later");

/** Uses the part that is rarely needed, in the language spoken now; `failed` where it does not come. */
export async function later(use: (part: Part) => void, failed?: (error: unknown) => void): Promise<void> {
  try {
    const part = await load<Part>("docent-later", LATER);
    part.learn(words);
    use(part);
  } catch (error) {
    failed?.(error);
  }
}
