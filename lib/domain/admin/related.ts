/** Others like it: accounts that were seen at an address, or with a device, of this one. */
import { type RawBuilder, sql } from "kysely";
import { addressKey } from "../../platform/addresses/address_key.ts";
import { bytewise } from "../../platform/database/bytewise.ts";
import type { PageQuery } from "../../platform/page.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { strongest } from "../bans/holding.ts";
import { listSuspensions, statusOf } from "../accounts/suspensions.ts";

const SEEN_MS = 90 * 24 * 60 * 60_000;
/** Of the account's own, the latest. */
const NETWORKS_MAX = 100;
/** What more accounts share tells nothing of any two of them. */
const SHARING_MAX = 50;

interface SharedRow {
  readonly account_id: number;
  readonly kind: "address" | "mac";
  /** An address of IPv6 by its /64. */
  readonly value: string;
  readonly first_seen_at: number | null;
  readonly last_seen_at: number;
}

export type RelatedAccounts = ReturnType<typeof createRelatedAccounts>;

export function createRelatedAccounts({ database, clock }: Pick<Kernel, "database" | "clock">) {
  const { read, engine } = database;

  const sharedWith = async (accountId: number): Promise<Map<string, SharedRow[]>> => {
    const since = clock.now().getTime() - SEEN_MS;
    const networks = await read.selectFrom("account_addresses").select("network").where("account_id", "=", accountId)
      .where("last_seen_at", ">", since).orderBy("last_seen_at", "desc").limit(NETWORKS_MAX).execute();
    const macs = await read.selectFrom("account_macs").select("mac_key").where("account_id", "=", accountId)
      .where("last_seen_at", ">", since).execute();
    const looks = [
      ...networks.map(({ network }) =>
        look(sql`select account_id, 'address' as kind, network as value, first_seen_at, last_seen_at
          from account_addresses where ${bytewise(engine, "address_key")} = ${addressKey(network)}
          and network = ${network} and last_seen_at > ${since} and account_id <> ${accountId}`)
      ),
      ...macs.map(({ mac_key }) =>
        look(sql`select account_id, 'mac' as kind, mac_key as value, first_seen_at, last_seen_at
          from account_macs where mac_key = ${mac_key} and last_seen_at > ${since} and account_id <> ${accountId}`)
      ),
    ];
    if (looks.length === 0) return new Map();
    const { rows } = await sql<SharedRow>`${sql.join(looks, sql` union all `)}`.execute(read);
    return Map.groupBy(rows, ({ kind, value }) => `${kind} ${value}`);
  };

  return {
    /** The latest accounts first. `common` is what more than 50 accounts share: named, and not followed. */
    async list(accountId: number, { limit, after }: PageQuery) {
      const shared = await sharedWith(accountId);
      const isCommon = (rows: readonly SharedRow[]) => rows.length > SHARING_MAX;
      const common = [...shared.values()].filter(isCommon).map(([row]) => ({ kind: row!.kind, value: row!.value }));
      const followed = [...shared.values()].filter((rows) => !isCommon(rows)).flat();
      const byAccount = Map.groupBy(followed, (row) => Number(row.account_id));
      const ids = [...byAccount.keys()].filter((id) => after === undefined || id < after).toSorted((a, b) => b - a);
      const page = ids.slice(0, limit);
      const names = page.length === 0 ? [] : await read.selectFrom("accounts").select(["id", "username"])
        .where("id", "in", page).execute();
      const suspensions = page.length === 0 ? [] : await listSuspensions(read, page, clock.now());
      const items = page.flatMap((id) => {
        const username = names.find((row) => row.id === id)?.username;
        if (username === undefined) return [];
        const status = statusOf(strongest(suspensions.filter((suspension) => suspension.accountId === id)));
        return [{ account: id, username, status, shares: byAccount.get(id)!.map(toShare) }];
      });
      return { items, next: ids.length > limit ? page.at(-1) ?? null : null, common };
    },
  };
}

/** One more than are followed, so that it is known whether there are more. */
function look(select: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select * from (${select} limit ${sql.lit(SHARING_MAX + 1)}) as shared`;
}

function toShare({ kind, value, first_seen_at, last_seen_at }: SharedRow) {
  return {
    kind,
    value,
    firstSeen: new Date(Number(first_seen_at ?? last_seen_at)).toISOString(),
    lastSeen: new Date(Number(last_seen_at)).toISOString(),
  };
}
