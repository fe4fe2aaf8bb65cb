/** The job that deletes tokens which can do nothing any more. */
import type { Database } from "../../platform/database/database.ts";

/** A token is kept so long after its end, so that a late bearer is told that it expired or was revoked. */
const KEPT_MS = 24 * 60 * 60_000;
/** Deleted in one go, so that no other writer waits for long. */
const BATCH = 500;

/** Deletes a batch of tokens that expired a day ago. @returns true while there may be more */
export async function deleteExpiredGameTokens(database: Database, now: Date): Promise<boolean> {
  const expired = database.write.selectFrom("game_tokens").select("id")
    .where("expires_at", "<=", now.getTime() - KEPT_MS).limit(BATCH);
  const result = await database.write.deleteFrom("game_tokens").where("id", "in", expired).executeTakeFirst();
  return result.numDeletedRows === BigInt(BATCH);
}
