/** Whether the database answers now. Many who ask at once share one question, and none waits for long. */
import type { Clock } from "../clock.ts";
import { type Log, silentLog } from "../log/log.ts";
import type { Database } from "./database.ts";

/** Under the 2 s within which a loss has to be seen: docs/contract.md, "Operators". */
const ANSWER_MS_MAX = 1_800;

/** @returns a function that never throws */
export function createReadiness(
  parts: { readonly database: Pick<Database, "check">; readonly clock: Clock; readonly log?: Log },
): () => Promise<boolean> {
  const { database, clock, log = silentLog } = parts;
  let wasReady = true;
  const isReadyAfter = (failure: { readonly error: unknown } | null): boolean => {
    const isReady = failure === null;
    if (!isReady && wasReady) log.warn("The database cannot be used", { error: failure.error });
    if (isReady && !wasReady) log.info("The database can be used again");
    wasReady = isReady;
    return isReady;
  };
  let asking: Promise<boolean> | null = null;
  const ask = () =>
    new Promise<boolean>((resolve) => {
      const cancel = clock.after(ANSWER_MS_MAX, () => resolve(isReadyAfter({ error: new Error("No answer") })));
      database.check().then(
        () => resolve(isReadyAfter(null)),
        (error) => resolve(isReadyAfter({ error })),
      ).finally(cancel);
    });
  return () => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
}
