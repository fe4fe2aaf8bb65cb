/** A line without a socket: remembers what was sent and how it ended. */
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import type { Line, LineSession } from "../../../lib/modules/mod.ts";

export interface FakeLine extends Line {
  /** What was sent since the last call. */
  takeSent(): Uint8Array;
  readonly closedFor: string | null;
  readonly isGreeted: boolean;
  readonly isAuthenticated: boolean;
  readonly records: readonly LogRecord[];
}

export function createFakeLine(address = "203.0.113.7"): FakeLine {
  let sent: number[] = [];
  let closedFor: string | null = null;
  let isGreeted = false;
  let isAuthenticated = false;
  const records: LogRecord[] = [];
  return {
    attempt: () => {},
    address,
    log: createLog((record) => void records.push(record)),
    records,
    message() {},
    send(bytes) {
      if (closedFor === null) sent.push(...bytes);
    },
    close(reason) {
      closedFor ??= reason;
    },
    greeted() {
      isGreeted = true;
    },
    authenticated() {
      isAuthenticated = true;
    },
    takeSent() {
      const bytes = Uint8Array.from(sent);
      sent = [];
      return bytes;
    },
    get closedFor() {
      return closedFor;
    },
    get isGreeted() {
      return isGreeted;
    },
    get isAuthenticated() {
      return isAuthenticated;
    },
  };
}

/** Gives the bytes one by one, as a slow network would. */
export async function receiveByteByByte(session: LineSession, bytes: Uint8Array): Promise<void> {
  for (const byte of bytes) await session.receive(Uint8Array.of(byte));
}
