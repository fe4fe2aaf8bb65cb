/** The thread that packs files. */
/// <reference lib="deno.worker" />
import { pack } from "./pack.ts";
import type { PackAnswer, PackOrder } from "./packing_thread.ts";

self.onmessage = ({ data: { id, bytes, coding } }: MessageEvent<PackOrder>) =>
  self.postMessage({ id, packed: pack(bytes, coding) } satisfies PackAnswer);
