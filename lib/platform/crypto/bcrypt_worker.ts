/** One thread of the bcrypt pool: takes a job, answers with its hash, and so on. */
/// <reference lib="deno.worker" />
import { hashSync } from "bcryptjs";
import type { BcryptAnswer, BcryptJob } from "./bcrypt_thread.ts";

self.onmessage = ({ data }: MessageEvent<BcryptJob>) => {
  const post = (answer: BcryptAnswer) => self.postMessage(answer);
  try {
    post({ hash: hashSync(data.password, data.salt) });
  } catch {
    // The message of the error could quote what it was given.
    post({ hash: null });
  }
};
