/** The job that deletes tokens which can do nothing any more. */
import { deletePast } from "../../platform/database/batches.ts";
import type { Database } from "../../platform/database/database.ts";

/** A token is kept so long after its end, so that a late bearer is told that it expired or was revoked. */
const KEPT_MS = 24 * 60 * 60_000;

/** Deletes a batch of tokens that expired a day ago. @returns true while there may be more */
export function deleteExpiredGameTokens(database: Database, now: Date): Promise<boolean> {
  return deletePast(database.write, "game_tokens", ["id"], "expires_at", now.getTime() - KEPT_MS);
}
