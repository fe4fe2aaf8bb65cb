/** Accepting, whatever happens: `for await` over a listener ends for good at the first EMFILE. */
import type { Clock } from "../../platform/clock.ts";
import type { Log } from "../../platform/log/log.ts";

/** How long to leave the waiting connections where they are after a failed accept, milliseconds. */
const pauseMs = 100;

/** A full descriptor table fails ten times a second; it is said no more often than this, milliseconds. */
const sayEveryMs = 10_000;

/** What is needed of a `Deno.Listener`. */
export interface Accepting<C> {
  accept(): Promise<C>;
  close(): void;
}

export interface AcceptLoop {
  /** Stops accepting; connections accepted so far live on. Doing it twice does nothing. */
  stop(): void;
}

/**
 * Gives every connection to `accepted`, which must not throw. When accepting fails (no file descriptor left, a peer
 * gone before its turn) it pauses and tries again; only `stop` ends it.
 */
export function startAcceptLoop<C>(
  listener: Accepting<C>,
  accepted: (connection: C) => void,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): AcceptLoop {
  let isStopped = false;
  let saidMs = -Infinity;

  const accept = () => {
    if (isStopped) return;
    listener.accept().then(succeed, fail);
  };
  const succeed = (connection: C) => {
    accepted(connection);
    accept();
  };
  const fail = (error: unknown) => {
    if (isStopped) return;
    if (clock.monotonicMs() - saidMs >= sayEveryMs) {
      saidMs = clock.monotonicMs();
      log.error("Could not accept a connection; trying again", { error: String(error) });
    }
    clock.after(pauseMs, accept);
  };

  accept();
  return {
    stop() {
      if (isStopped) return;
      isStopped = true;
      listener.close();
    },
  };
}
