/**
 * Whether the database takes writes: one that answers may refuse them, as a standby after a failover or a full disk does.
 * Every write that is refused is noted; besides, a small one is tried now and then.
 */
import { sql } from "kysely";
import type { Clock } from "../clock.ts";
import type { Queryable } from "./database.ts";
import { isWriteRefusal } from "./errors.ts";

/** A loss has to be seen within 2 s, of which the answer to a question may take most. */
const TRY_EVERY_MS = 1_000;
/** A full disk may still have room for a few bytes where a page was free. */
const ROOM_BYTES = 64 * 1_024;
const NAME = "write_probe";

type WriteWatch = ReturnType<typeof createWriteWatch>;

interface WriteWatchParts {
  readonly write: Queryable;
  readonly clock: Clock;
  /** Whether a change is being made now, so that its own outcome will tell: on an engine with one writer. */
  readonly isBusy?: () => boolean;
}

export function createWriteWatch({ write, clock, isBusy = () => false }: WriteWatchParts) {
  let isRefused = false;
  let writtenAt = Number.NEGATIVE_INFINITY;
  const put = async (value: Uint8Array) => {
    await sql`insert into settings (name, value) values (${NAME}, ${value})
      on conflict (name) do update set value = excluded.value`.execute(write);
  };
  return {
    /** Takes what a query failed of; other failures than a refused write are none of its business. */
    failed(error: unknown): void {
      if (isWriteRefusal(error)) isRefused = true;
    },
    /** A change was committed. */
    succeeded(): void {
      writtenAt = clock.monotonicMs();
    },
    /** Tries to write, unless somebody else has lately. @throws what the database says to it */
    async check(): Promise<void> {
      if (!isRefused && (isBusy() || clock.monotonicMs() - writtenAt < TRY_EVERY_MS)) return;
      try {
        if (isRefused) await put(incompressible(ROOM_BYTES));
        await put(Uint8Array.of(1));
        isRefused = false;
        writtenAt = clock.monotonicMs();
      } catch (error) {
        if (isWriteRefusal(error)) isRefused = true;
        throw error;
      }
    },
  };
}

/** Bytes that a database cannot make smaller: Marsaglia's xorshift, 32 bits. */
function incompressible(length: number): Uint8Array {
  let state = 0x9e3779b9;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
}
