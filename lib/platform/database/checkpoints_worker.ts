/** The thread that takes the log of the embedded database over into it. */
/// <reference lib="deno.worker" />
import { DatabaseSync } from "node:sqlite";

/** Comes first, once. */
interface Opening {
  readonly path: string;
}

export interface CheckpointQuestion {
  /** Takes the log over from so many pages on that wait for it; 1 or more. */
  readonly waitingMin: number;
}

export interface CheckpointAnswer {
  /** Pages in the log. */
  readonly length: number;
  /** What SQLite threw. */
  readonly failure?: string;
}

let path = "";
let opened: DatabaseSync | null = null;

self.onmessage = ({ data }: MessageEvent<Opening | CheckpointQuestion | "close">) => {
  if (data === "close") {
    opened?.close();
    self.postMessage({ length: 0 } satisfies CheckpointAnswer);
  } else if ("path" in data) {
    path = data.path;
  } else {
    self.postMessage(answerTo(data));
  }
};

/** `passive` waits for nobody and lets nobody wait: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint */
function answerTo({ waitingMin }: CheckpointQuestion): CheckpointAnswer {
  try {
    opened ??= new DatabaseSync(path);
    const { length, taken } = checkpoint(opened, "noop");
    return length - taken >= waitingMin ? checkpoint(opened, "passive") : { length };
  } catch (error) {
    return { length: 0, failure: error instanceof Error ? error.message : String(error) };
  }
}

function checkpoint(
  database: DatabaseSync,
  mode: "noop" | "passive",
): { readonly length: number; readonly taken: number } {
  const row = database.prepare(`pragma wal_checkpoint(${mode})`).get();
  return { length: Number(row?.["log"]), taken: Number(row?.["checkpointed"]) };
}
