/** One thread of the bcrypt pool: takes a job, answers with its hash, and so on. */
/// <reference lib="deno.worker" />
import { hashSync } from "bcryptjs";
import { getPriority, platform, setPriority } from "node:os";
import { systemClock } from "../clock.ts";
import type { BcryptAnswer, BcryptJob } from "./bcrypt_thread.ts";
import { fillAfterHash, fillAfterProof } from "./equal_cost.ts";

/**
 * On Linux it is the thread that is meant (setpriority(2), "C library/kernel differences"): the event loop and whoever
 * plays go first, a login waits. Elsewhere, or where it is not allowed, threads compete as equals. Not the lowest: beside a
 * game server that keeps every core busy a hash would get a seventieth of one, and no login would be done in its 10 s; so
 * it gets a tenth (sched(7), "The nice value").
 */
const GIVES_WAY = 10;
const LOWEST = 19;
if (platform() === "linux") {
  try {
    setPriority(0, Math.min(getPriority(0) + GIVES_WAY, LOWEST));
  } catch {
    // not allowed here
  }
}

self.onmessage = async ({ data }: MessageEvent<BcryptJob>) => {
  const post = (answer: BcryptAnswer) => self.postMessage(answer);
  try {
    post({ hash: await work(data) });
  } catch {
    // The message of the error could quote what it was given.
    post({ hash: null });
  }
};

async function work({ password, salt, costsAs }: BcryptJob): Promise<string | boolean> {
  if (typeof salt === "string") {
    const hash = hashSync(password, salt);
    if (costsAs !== undefined) fillAfterHash(salt, costsAs);
    return hash;
  }
  // Loaded where there is such a credential: most servers never have one.
  const { verifyForeign } = await import("./foreign/verify.ts");
  const startedMs = systemClock.monotonicMs();
  const isProven = await verifyForeign(salt, password);
  if (costsAs !== undefined) {
    fillAfterProof(salt, systemClock.monotonicMs() - startedMs, costsAs, systemClock);
  }
  return isProven;
}
