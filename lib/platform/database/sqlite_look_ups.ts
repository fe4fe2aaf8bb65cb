/** Prepared queries of the embedded database, on a connection of their own: none waits for another's turn. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Database } from "./database.ts";
import { translateSqliteError } from "./errors.ts";
import { openSqliteFile } from "./sqlite_file.ts";

interface LookUps {
  readonly prepare: Database["prepare"];
  close(): void;
}

/** Opens the file at the first look-up: only then is it sure to exist. */
export function createLookUps(path: string): LookUps {
  let opened: DatabaseSync | null = null;
  return {
    prepare<Row>(_name: string, { sql }: { readonly sql: string }) {
      let statement: StatementSync | null = null;
      // deno-lint-ignore require-await -- what it throws is to reject
      return async (parameters: readonly unknown[]) => {
        try {
          opened ??= openSqliteFile(path, { readOnly: true });
          statement ??= opened.prepare(sql);
          return statement.all(...parameters as SQLInputValue[]) as Row[];
        } catch (error) {
          throw translateSqliteError(error);
        }
      };
    },
    close() {
      opened?.close();
    },
  };
}
