/** One thread of the bcrypt pool: takes a job, answers with its hash, and so on. */
/// <reference lib="deno.worker" />
import { hashSync } from "bcryptjs";
import type { BcryptAnswer, BcryptJob } from "./bcrypt_thread.ts";

self.onmessage = async ({ data }: MessageEvent<BcryptJob>) => {
  const post = (answer: BcryptAnswer) => self.postMessage(answer);
  try {
    post({ hash: await work(data) });
  } catch {
    // The message of the error could quote what it was given.
    post({ hash: null });
  }
};

async function work({ password, salt }: BcryptJob): Promise<string | boolean> {
  if (typeof salt === "string") return hashSync(password, salt);
  // Loaded where there is such a credential: most servers never have one.
  const { verifyForeign } = await import("./foreign/verify.ts");
  return await verifyForeign(salt, password);
}
