/** What the peers share: their packages by name, their secret, and a report of memory on demand. */
import { Buffer } from "node:buffer";
import { createSecretKey } from "node:crypto";
import { createRequire } from "node:module";
import process from "node:process";
import { createInterface } from "node:readline";

/** The packages are installed where this is run, and none of the program's own. */
export const require = createRequire(import.meta.url);

export const TEXT = "a secret of more than thirty-two bytes for the bench";
/** jsonwebtoken tries a text, which most give, as a public key at every call: that costs as much as all the rest. */
export const SECRET = process.env.SECRET_AS === "key" ? createSecretKey(Buffer.from(TEXT)) : TEXT;

/** At each line that comes in, until they end; so does the peer then, also where the benchmark was killed. */
export async function reportOnDemand() {
  for await (const _ of createInterface({ input: process.stdin })) {
    globalThis.gc();
    const { rss, heapUsed } = process.memoryUsage();
    console.log(JSON.stringify({ residentBytes: rss, heapBytes: heapUsed }));
  }
  process.exit();
}
