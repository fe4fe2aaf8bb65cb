/** Copies the database on a thread of its own. */
import type { CopyOrder } from "./copy.ts";

type Answer = { readonly bytes: number } | { readonly failure: string };

/** @returns the copy's size in bytes. @throws {Error} why there is none */
export function copyAside(order: CopyOrder): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const worker = new Worker(new URL("./copy_worker.ts", import.meta.url), { type: "module", name: "backup" });
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    if ("bytes" in data) resolve(data.bytes);
    else reject(new Error(data.failure));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`Could not back up ${order.from}: ${event.message}`));
  };
  worker.postMessage(order);
  return promise.finally(() => worker.terminate());
}
