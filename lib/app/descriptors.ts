/**
 * How many connections the doors may hold, out of what the system grants: without a reserve, the last descriptor would go
 * to a stranger, and a file, the database or a browser's asset would have none.
 */
import type { Log } from "../platform/log/log.ts";

interface DoorCaps {
  /** HTTP connections, WebSockets included. */
  readonly http: number;
  /** Lines of each native door. */
  readonly lines: number;
}

const RESERVE_MIN = 64;
const RESERVE_MAX = 512;

/** What is kept for files, the database and the log: an eighth, from 64 to 512. */
export function descriptorReserve(limit: number): number {
  return Math.min(RESERVE_MAX, Math.max(RESERVE_MIN, Math.floor(limit / 8)));
}

/**
 * The caps as configured, or all of them smaller in proportion where the limit does not carry them.
 * @param limit descriptors that the process may have; null for no limit
 * @param nativeDoors how many of them are open
 */
export function fitDoorCaps(wanted: DoorCaps, limit: number | null, nativeDoors: number): DoorCaps {
  if (limit === null) return wanted;
  const available = Math.max(0, limit - descriptorReserve(limit));
  const sum = wanted.http + wanted.lines * nativeDoors;
  if (sum <= available) return wanted;
  const share = available / sum;
  return { http: Math.max(1, Math.floor(wanted.http * share)), lines: Math.max(1, Math.floor(wanted.lines * share)) };
}

/** The same, and a word in the log where they are smaller than configured. */
export function chooseDoorCaps(wanted: DoorCaps, limit: number | null, nativeDoors: number, log: Log): DoorCaps {
  const caps = fitDoorCaps(wanted, limit, nativeDoors);
  if (caps.http !== wanted.http || caps.lines !== wanted.lines) {
    const needed = wanted.http + wanted.lines * nativeDoors + RESERVE_MAX;
    log.warn(
      `The limit of open files is ${limit}: at most ${caps.http} HTTP connections and ${caps.lines} lines for each native ` +
        `door are taken. For all that is configured it has to be ${needed} (ulimit -n, LimitNOFILE)`,
    );
  }
  return caps;
}

/**
 * The soft limit of this process (Linux, proc(5)); null where there is none, or nobody says.
 * Imported as text: reading below /proc asks for every permission, and importing for none but reading.
 */
export async function readDescriptorLimit(): Promise<number | null> {
  try {
    const path = "file:///proc/self/limits";
    const { default: text }: { default: string } = await import(path, { with: { type: "text" } });
    const limit = Number(/^Max open files\s+(\d+)/m.exec(text)?.[1]);
    return Number.isSafeInteger(limit) && limit > 0 ? limit : null;
  } catch {
    return null;
  }
}
