/** A database that nobody may ask on the loop: `read` is the embedded one's own connection there. */
import type { Database } from "../../lib/platform/database/database.ts";

export function withoutRead(database: Database): Database {
  const read = database.read.withPlugin({
    transformQuery() {
      throw new Error("It was read on the loop");
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  return { ...database, read };
}
