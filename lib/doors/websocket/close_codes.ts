/** Why a socket is closed: docs/contract.md, "WebSocket"; 1000 to 2999 are RFC 6455's, 7.4.1. */
import type { SessionEndReason } from "../../platform/database/events.ts";
import type { SeatEnd } from "../../domain/seats/seats.ts";

export const CLOSE = {
  busy: { code: 1013, reason: "too many sockets that have not signed in" },
  shutdown: { code: 1001, reason: "server is stopping" },
  authTimeout: { code: 4401, reason: "not authenticated in time" },
  sessionEnded: { code: 4401, reason: "session ended" },
  banned: { code: 4403, reason: "banned" },
  suspended: { code: 4403, reason: "suspended" },
  elsewhere: { code: 4409, reason: "signed in elsewhere" },
  tooManyMessages: { code: 4429, reason: "too many messages" },
} as const;

/** Ends that a player may not have brought about here, and wants to know of. */
const TOLD: ReadonlySet<SessionEndReason> = new Set<SessionEndReason>(["deleted", "revoked", "security_changed"]);

/** A code and up to 123 bytes of text. */
export interface CloseReason {
  readonly code: number;
  readonly reason: string;
}

export function closeForSessionEnd(reason: SessionEndReason): CloseReason {
  if (reason === "banned" || reason === "suspended") return CLOSE[reason];
  return TOLD.has(reason) ? { ...CLOSE.sessionEnded, reason: `session ended: ${reason}` } : CLOSE.sessionEnded;
}

export function closeForSeatEnd(reason: SeatEnd): CloseReason {
  switch (reason) {
    case "taken_elsewhere":
      return CLOSE.elsewhere;
    case "banned":
    case "suspended":
    case "shutdown":
      return CLOSE[reason];
    case "security_changed":
    case "deleted":
    case "session_ended":
      return CLOSE.sessionEnded;
  }
}
