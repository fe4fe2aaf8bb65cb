/** Whether the database answers now. Many who ask at once share one question, and none waits for long. */
import type { Clock } from "../clock.ts";
import type { Database } from "./database.ts";

/** Under the 2 s within which a loss has to be seen: CONTRACT.md, "Operators". */
const ANSWER_MS_MAX = 1_800;

/** @returns a function that never throws */
export function createReadiness(
  parts: { readonly database: Pick<Database, "check">; readonly clock: Clock },
): () => Promise<boolean> {
  const { database, clock } = parts;
  let asking: Promise<boolean> | null = null;
  const ask = () =>
    new Promise<boolean>((resolve) => {
      const cancel = clock.after(ANSWER_MS_MAX, () => resolve(false));
      database.check().then(() => resolve(true), () => resolve(false)).finally(cancel);
    });
  return () => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
}
