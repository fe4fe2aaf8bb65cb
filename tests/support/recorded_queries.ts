/** Every statement that reaches a database while a test runs, whichever handle sent it: caught at the drivers. */
import { DatabaseSync } from "node:sqlite";
import pg from "pg";

export interface RecordedQuery {
  readonly text: string;
  /** Of its first run; SQLite's are not kept, as it plans without them. */
  readonly values: readonly unknown[];
}

interface Recording extends Disposable {
  /** Each text once, without what changes the schema. */
  readonly queries: () => readonly RecordedQuery[];
}

/** Begins before the database is opened, as what is prepared once is not prepared again. */
export function recordQueries(): Recording {
  const found = new Map<string, RecordedQuery>();
  const note = (text: unknown, values: readonly unknown[]) => {
    if (typeof text !== "string" || found.has(text)) return;
    if (/^\s*(select|insert|update|delete|with)\b/i.test(text)) found.set(text, { text, values });
  };
  const { prepare } = DatabaseSync.prototype;
  const { query } = pg.Client.prototype;
  DatabaseSync.prototype.prepare = function (text, ...rest) {
    note(text, []);
    return prepare.call(this, text, ...rest);
  };
  const watched = function (this: pg.Client, asked: unknown, values: unknown, ...rest: unknown[]) {
    const { text, values: own } = typeof asked === "object" && asked !== null
      ? asked as { text?: unknown; values?: unknown }
      : { text: asked, values };
    note(text, Array.isArray(own) ? own : Array.isArray(values) ? values : []);
    return Reflect.apply(query, this, [asked, values, ...rest]);
  };
  Object.assign(pg.Client.prototype, { query: watched });
  return {
    queries: () => [...found.values()],
    [Symbol.dispose]() {
      DatabaseSync.prototype.prepare = prepare;
      Object.assign(pg.Client.prototype, { query });
    },
  };
}
