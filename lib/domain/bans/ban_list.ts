/**
 * The address bans that hold now, kept in memory for every door to ask on every call, and read anew when they change. A
 * ban by an operator refuses everything; an automatic one refuses only those who have proven nothing yet.
 */
import { createAddressSet } from "../../platform/addresses/address_set.ts";
import { cidrContains, parseCidr } from "../../platform/addresses/cidr.ts";
import type { Database } from "../../platform/database/database.ts";
import { listen } from "../../platform/database/listening.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { holdsAt, strongest, wasMadeBefore } from "./holding.ts";

/** Answers remembered for each reading of the list. */
const ANSWERS_MAX = 10_000;

interface AddressBan {
  readonly value: string;
  readonly reason: string;
  readonly until: Date | null;
  /** The server made it after too many failures. */
  readonly automatic: boolean;
  readonly createdAt: Date;
}

export type BanList = ReturnType<typeof createBanList>;

interface Loaded {
  readonly bans: readonly (AddressBan & { readonly contains: (address: string) => boolean })[];
  readonly has: (address: string) => boolean;
}

/** @throws {AppError} `unavailable` when the database cannot be reached at the first look */
export function createBanList({ database, clock }: Pick<Kernel, "database" | "clock">) {
  let loaded: Loaded | null = null;
  let loading: Promise<Loaded> | null = null;
  let generation = 0;
  /** A change was heard of and not read yet. */
  let changed = false;
  const listeners = new Set<() => void>();

  const load = (): Promise<Loaded> => {
    loading ??= readBans(database, clock.now()).finally(() => {
      loading = null;
    });
    return loading;
  };
  const reload = () => {
    generation++;
    changed = true;
    loaded = null;
    loading = null;
    // Where this fails, the next call tries again.
    refresh().catch(() => {});
  };
  const refresh = async (): Promise<Loaded> => {
    const before = generation;
    const bans = await load();
    if (before !== generation) return bans;
    loaded = bans;
    if (changed) {
      changed = false;
      listeners.forEach((listener) => listener());
    }
    return bans;
  };
  const find = (bans: Loaded, address: string, withAutomatic: boolean): AddressBan | null => {
    if (!bans.has(address)) return null;
    const now = clock.now();
    return strongest(bans.bans.filter((ban) =>
      ban.contains(address) && (ban.until === null || ban.until > now) &&
      (!ban.automatic || (withAutomatic && wasMadeBefore(ban.createdAt, now)))
    ));
  };
  const refuseIfBanned = (bans: Loaded, address: string, withAutomatic: boolean) => {
    const ban = find(bans, address, withAutomatic);
    if (ban !== null) {
      throw new AppError("address_banned", "This address is banned", { reason: ban.reason, until: ban.until });
    }
  };
  const check = (address: string, withAutomatic: boolean): void | Promise<void> => {
    if (loaded !== null && database.events.hearing()) return refuseIfBanned(loaded, address, withAutomatic);
    return refresh().then((bans) => refuseIfBanned(bans, address, withAutomatic));
  };
  const stopListening = listen({
    events: database.events,
    on: (event) => event.type === "bans_changed" && reload(),
    onGap: reload,
  });

  return {
    /**
     * For every call: nothing while no operator's ban holds the address; a promise only where the database has to be asked.
     * @throws {AppError} `address_banned`, `unavailable`
     */
    check: (address: string): void | Promise<void> => check(address, false),
    /** For who has proven nothing yet: as `check`, and for automatic bans too. @throws {AppError} as `check` */
    checkStranger: (address: string): void | Promise<void> => check(address, true),
    /** By an operator. Of what is known now, without asking. */
    isBanned: (address: string): boolean => loaded !== null && find(loaded, address, false) !== null,
    /**
     * Resolves once every change that was heard of is read, and its listeners have run: whoever made one answers then, so
     * that it holds here at once. Where the list cannot be read the next call tries again.
     */
    async settled(): Promise<void> {
      try {
        while (changed) await refresh();
      } catch {
        // Said by whoever asks next.
      }
    },
    /** Runs when the list was read anew: live lines of banned addresses are to be ended. */
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close(): void {
      stopListening();
      listeners.clear();
    },
  };
}

async function readBans(database: Database, now: Date): Promise<Loaded> {
  const rows = await database.read.selectFrom("bans").select(["value", "reason", "until", "automatic", "created_at"])
    .where("kind", "=", "ip").where(holdsAt(now)).execute();
  const bans = rows.flatMap((row) => {
    const cidr = parseCidr(row.value);
    return cidr === null ? [] : [{
      cidr,
      value: row.value,
      reason: row.reason,
      until: row.until === null ? null : new Date(row.until),
      automatic: row.automatic === 1,
      createdAt: new Date(row.created_at),
      contains: (address: string) => cidrContains(cidr, address),
    }];
  });
  const set = createAddressSet(bans.map((ban) => ban.cidr));
  const answers = new Map<string, boolean>();
  return {
    bans,
    has(address) {
      const known = answers.get(address);
      if (known !== undefined) return known;
      if (answers.size >= ANSWERS_MAX) answers.clear();
      const answer = bans.length > 0 && set.has(address);
      answers.set(address, answer);
      return answer;
    },
  };
}
