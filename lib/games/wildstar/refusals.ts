/** What a failed rule of the core becomes for this client. */
import { AppError, type Log, ProtocolError } from "../../modules/mod.ts";
import { type Denial, RESULT } from "./protocol/results.ts";

const DAY_MS = 86_400_000;

/** Whatever is no rule of the core's keeps the server from deciding: "database error". */
export function denialOf(error: unknown, now: Date): Denial {
  const code = error instanceof AppError ? error.code : "internal";
  switch (code) {
    case "account_banned":
      return deny(RESULT.banned);
    case "account_suspended":
    case "account_deleting":
      return { result: RESULT.suspended, daysSuspended: daysUntil(error, now) };
    // As a wrong password is: the player reads the rest on the page.
    case "door_closed":
      return deny(RESULT.invalidToken);
    case "address_banned":
      return deny(RESULT.addressBanned);
    case "rate_limited":
      return deny(RESULT.unknown);
    default:
      return deny(RESULT.databaseError);
  }
}

export function deny(result: Denial["result"]): Denial {
  return { result, daysSuspended: 0 };
}

/** As the login trail says what was sent. */
export function wireOf({ result }: Denial): string {
  return `denied ${result}`;
}

/** What is the player's doing is no news, and must not fill the log; what kept the server from deciding is news. */
export function logRefusal(log: Log, error: unknown): void {
  if (error instanceof ProtocolError) return log.debug("Refused", { reason: error.message });
  const code = error instanceof AppError ? error.code : "internal";
  if (code === "internal" || code === "unavailable") log.error("Could not decide", { error, code });
  else log.debug("Refused", { code });
}

function daysUntil(error: unknown, now: Date): number {
  const until = error instanceof AppError ? error.details.until : null;
  return until instanceof Date ? Math.max(0, (until.getTime() - now.getTime()) / DAY_MS) : 0;
}
