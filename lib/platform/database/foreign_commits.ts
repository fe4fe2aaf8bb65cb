/** Commits that another process made to the embedded database: a command beside the running server. */
import { sql } from "kysely";
import { type Clock, repeat } from "../clock.ts";
import type { Queryable } from "./database.ts";

const LOOK_EVERY_MS = 1_000;

interface ForeignCommitsParts {
  /** Every commit of this process goes over it, or the process's own would be taken for others'. */
  readonly write: Queryable;
  readonly clock: Clock;
  /** Something was committed that nobody told of: what is cached is to be dropped. */
  readonly onCommit: () => void;
}

/**
 * Looks each second, by https://www.sqlite.org/pragma.html#pragma_data_version: the number changes with the commits of
 * other connections only. @returns ends it
 */
export function watchForeignCommits({ write, clock, onCommit }: ForeignCommitsParts): () => void {
  let known: number | null = null;
  return repeat(clock, LOOK_EVERY_MS, async () => {
    try {
      const { rows: [row] } = await sql<{ data_version: number }>`pragma data_version`.execute(write);
      if (row === undefined) return;
      // The first look too: who committed before it is not known.
      if (row.data_version !== known) onCommit();
      known = row.data_version;
    } catch {
      // The database is closed, or cannot be read: whoever asks it next is told.
    }
  });
}
