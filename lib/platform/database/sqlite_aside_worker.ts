/** The thread that reads much of the embedded database: one question after the other, on a connection that only reads. */
/// <reference lib="deno.worker" />
import { adaptConnection, type SqliteDatabaseLike } from "./sqlite_connection.ts";
import { openSqliteFile } from "./sqlite_file.ts";

/** Comes first, once. */
interface Opening {
  readonly path: string;
}

export interface AsideQuestion {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface AsideAnswer {
  readonly id: number;
  readonly rows: readonly unknown[];
  /** What SQLite threw. */
  readonly failure?: { readonly message: string; readonly errcode?: number };
}

let path = "";
let opened: SqliteDatabaseLike | null = null;

self.onmessage = ({ data }: MessageEvent<Opening | AsideQuestion>) => {
  if ("path" in data) {
    path = data.path;
    return;
  }
  const { id, sql, parameters } = data;
  try {
    opened ??= adaptConnection(openSqliteFile(path, { readOnly: true }));
    const answer: AsideAnswer = { id, rows: opened.prepare(sql).all(parameters) };
    self.postMessage(answer);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const errcode: unknown = Reflect.get(Object(error), "errcode");
    const answer: AsideAnswer = {
      id,
      rows: [],
      failure: { message, ...(typeof errcode === "number" ? { errcode } : {}) },
    };
    self.postMessage(answer);
  }
};
