/** Whom a ban of an address or a device hits: accounts that were seen there in the last 90 days. */
import { type RawBuilder, sql } from "kysely";
import { addressKeyRange } from "../../platform/addresses/address_key.ts";
import { parseCidr } from "../../platform/addresses/cidr.ts";
import { bytewise } from "../../platform/database/bytewise.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { macKey } from "./mac_address.ts";

const SEEN_MS = 90 * 24 * 60 * 60_000;
/** Of one ban: a country's block is not counted to its end. */
const SIGHTINGS_MAX = 100;

interface Banned {
  readonly id: number;
  readonly kind: "ip" | "mac";
  readonly value: string;
}

/** By the ban's id, how many accounts: of the first hundred times that somebody was seen there. */
export type CountHits = (bans: readonly Banned[]) => Promise<ReadonlyMap<number, number>>;

export function createHits({ database, clock }: Pick<Kernel, "database" | "clock">): CountHits {
  const { aside, engine } = database;
  const seenAt = ({ kind, value }: Banned, since: number): RawBuilder<unknown> | null => {
    if (kind === "mac") {
      return sql`select account_id from account_macs where mac_key = ${macKey(value)} and last_seen_at > ${since}`;
    }
    const block = parseCidr(value);
    if (block === null) return null;
    const { from, to } = addressKeyRange(block);
    const key = bytewise(engine, "address_key");
    return sql`select account_id from account_addresses where ${key} >= ${from} and ${key} <= ${to}
      and last_seen_at > ${since}`;
  };
  return async (bans) => {
    const since = clock.now().getTime() - SEEN_MS;
    const looks = bans.flatMap((ban) => {
      const seen = seenAt(ban, since);
      if (seen === null) return [];
      return [sql`select ${sql.lit(ban.id)} as id, count(distinct account_id) as hits
        from (${seen} limit ${sql.lit(SIGHTINGS_MAX)}) as seen`];
    });
    if (looks.length === 0) return new Map();
    const { rows } = await sql<{ id: number; hits: number }>`${sql.join(looks, sql` union all `)}`.execute(aside);
    return new Map(rows.map(({ id, hits }) => [Number(id), Number(hits)]));
  };
}
