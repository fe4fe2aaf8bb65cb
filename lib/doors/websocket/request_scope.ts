/**
 * Which message a piece of code is handling. A game sends to whomever it likes while it handles one; only what it sends
 * to the asker is an answer, and only that carries the message's `id`.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { MessageId } from "./messages.ts";

export interface Request {
  /** Null when not even that could be read. */
  readonly type: string | null;
  readonly id: MessageId | undefined;
}

export interface RequestScope {
  /** Runs `handle` as the handling of `request`, with whatever it awaits. */
  run<T>(request: Request, handle: () => Promise<T>): Promise<T>;
  /** What the calling code is handling, or was started by. */
  current(): Request | null;
}

export function createRequestScope(): RequestScope {
  const storage = new AsyncLocalStorage<Request>();
  return {
    run: (request, handle) => storage.run(request, handle),
    current: () => storage.getStore() ?? null,
  };
}
