/** Accepting, whatever happens: `for await` over a listener ends for good at the first EMFILE. */
import type { Clock } from "../../platform/clock.ts";
import type { Log } from "../../platform/log/log.ts";
import { afterTurn } from "./turns.ts";

/** How long to leave the waiting connections where they are after a failed accept, milliseconds. */
const PAUSE_MS = 100;

/**
 * What accept(2) and the look at the peer's address report of one connection that was gone before its turn, such as a
 * balancer's TCP check that resets. Nothing is wrong here: the next one may be fine.
 */
const ofOneConnection = new Set([
  ...["ENOTCONN", "ECONNABORTED", "ECONNRESET", "EPROTO", "EINTR", "EAGAIN", "ETIMEDOUT", "EPERM", "EINVAL"],
  ...["ENETDOWN", "ENETUNREACH", "EHOSTDOWN", "EHOSTUNREACH", "ENONET", "ENOPROTOOPT", "EOPNOTSUPP"],
  ...["NotConnected", "ConnectionAborted", "ConnectionReset", "Interrupted", "TimedOut", "WouldBlock"],
]);

/** A full descriptor table fails ten times a second; it is said no more often than this, milliseconds. */
const SAY_EVERY_MS = 10_000;

/** What is needed of a `Deno.Listener`. */
interface Accepting<C> {
  accept(): Promise<C>;
  close(): void;
}

interface AcceptLoop {
  /** Stops accepting; connections accepted so far live on. Doing it twice does nothing. */
  stop(): void;
}

/**
 * Gives every connection to `accepted`, which must not throw, and everybody else a turn of the loop after each. A
 * connection that is gone before its turn is passed over; when the machine has run out of something (descriptors,
 * memory) accepting pauses and tries again. Only `stop` ends it.
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
    afterTurn(accept);
  };
  const fail = (error: unknown) => {
    if (isStopped) return;
    if (isOfOneConnection(error)) {
      log.debug("A connection was gone before it was accepted", { error: String(error) });
      return afterTurn(accept);
    }
    if (clock.monotonicMs() - saidMs >= SAY_EVERY_MS) {
      saidMs = clock.monotonicMs();
      log.error("Could not accept a connection; trying again", { error: String(error) });
    }
    clock.after(PAUSE_MS, accept);
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

function isOfOneConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return ofOneConnection.has(code) || ofOneConnection.has(error.name);
}
