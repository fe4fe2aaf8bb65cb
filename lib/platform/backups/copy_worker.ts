/** The thread that copies the database, so that no player waits for it. */
/// <reference lib="deno.worker" />
import { copyDatabase, type CopyOrder } from "./copy.ts";

self.onmessage = async ({ data }: MessageEvent<CopyOrder>) => {
  try {
    self.postMessage({ bytes: await copyDatabase(data) });
  } catch (error) {
    self.postMessage({ failure: error instanceof Error ? error.message : String(error) });
  }
};
