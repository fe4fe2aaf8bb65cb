/** One worker thread of the bcrypt pool, seen from outside. */

import type { ForeignCredential } from "./foreign/credential.ts";

export interface BcryptJob {
  readonly password: string;
  /** `$2b$<cost>$` and 22 characters; or what another system kept of a password, which is proven in its own way. */
  readonly salt: string | ForeignCredential;
  /** What is cheaper than a hash of this cost costs as much. */
  readonly costsAs?: number | undefined;
}

/** What the thread says to a job; null when bcrypt refused the salt, or a foreign credential cannot be proven. */
export interface BcryptAnswer {
  readonly hash: string | boolean | null;
}

export interface BcryptThread {
  /** Hands in a job; the one before it has been answered. */
  start(job: BcryptJob): void;
  terminate(): void;
}

export interface BcryptThreadEvents {
  answered(answer: BcryptAnswer): void;
  /** The thread is gone, whether it had a job or not. */
  crashed(reason: string): void;
}

export type CreateBcryptThread = (events: BcryptThreadEvents) => BcryptThread;

export const createBcryptThread: CreateBcryptThread = (events) => {
  const worker = new Worker(new URL("./bcrypt_worker.ts", import.meta.url), { type: "module", name: "bcrypt" });
  worker.onmessage = ({ data }: MessageEvent<BcryptAnswer>) => events.answered(data);
  worker.onerror = (event) => {
    event.preventDefault(); // else it would end the process
    events.crashed(event.message);
  };
  return {
    start: (job) => worker.postMessage(job),
    terminate: () => worker.terminate(),
  };
};
