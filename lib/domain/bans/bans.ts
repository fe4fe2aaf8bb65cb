/** Bans of addresses and MACs: made and lifted by operators, and made by the server itself after too many failures. */
import { type Cidr, parseCidr } from "../../platform/addresses/cidr.ts";
import type { Audit } from "../audit/audit.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import { readPage } from "../../platform/database/read_page.ts";
import { mapPage, type Page, type PageQuery } from "../../platform/page.ts";
import { AppError, invalidInput } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Revocation } from "../revocation/revocation.ts";
import { holdsAt, strongest, wasMadeBefore } from "./holding.ts";
import { checkMac, lockMac, macKey } from "./mac_address.ts";

export interface Ban {
  readonly id: number;
  readonly kind: "ip" | "mac";
  readonly value: string;
  readonly reason: string;
  readonly until: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  /** True when the server made it after too many failures: it refuses logins only, and ends nothing. */
  readonly automatic: boolean;
}

/** The widest block that is banned without being asked twice. */
const WIDEST_BITS = { ipv4: 8, ipv6: 16 } as const;

export interface BansParts extends Pick<Kernel, "database" | "clock"> {
  readonly audit: Audit;
  readonly revocation: Revocation;
  readonly autoBanMinutes: number;
}

export interface Bans {
  /** @throws {AppError} `invalid_input`, also for more than a /8 (IPv6: /16) of addresses without `force` */
  create(input: {
    kind: "ip" | "mac";
    value: string;
    force?: boolean | undefined;
    reason: string;
    until: Date | null;
    actor: string;
    address: string;
  }): Promise<Ban>;
  /** @throws {AppError} `not_found` */
  lift(input: { id: number; actor: string; address: string }): Promise<void>;
  /** Those that hold now, newest first. */
  list(query: PageQuery): Promise<Page<Ban>>;
  /**
   * Refuses logins from a network for `autoBanMinutes`, in the transaction of the failure that went too far.
   * @param from.network an address or a block: what the failures were counted by
   */
  banAutomatically(unit: UnitOfWork, from: { network: string; address: string; door: string }): Promise<void>;
  /** @throws {AppError} `mac_banned` */
  checkMac(db: Queryable, mac: string): Promise<void>;
}

export function createBans(parts: BansParts): Bans {
  const { database, clock, audit } = parts;
  return {
    async create({ kind, value, force = false, reason, until, actor, address }) {
      const canonical = kind === "ip" ? bannedAddresses(value, force) : macKey(checkMac(value));
      return await database.transaction(async (unit) => {
        if (until !== null && until <= unit.now) throw invalidInput("until", "must lie in the future");
        if (kind === "mac") await lockMac(unit, canonical);
        const row = await unit.db.insertInto("bans").values({
          kind,
          value: canonical,
          reason,
          until: until?.getTime() ?? null,
          created_at: unit.now.getTime(),
          created_by: actor,
          lifted_at: null,
        }).returningAll().executeTakeFirstOrThrow();
        await audit.record(unit.db, {
          action: "ban.create",
          actor,
          address,
          reason: `${kind} ${canonical} until ${until?.toISOString() ?? "lifted"}: ${reason}`,
        });
        if (kind === "mac") await parts.revocation.endSessionsOfMac(unit, canonical);
        unit.publish({ type: "bans_changed" });
        return toBan(row);
      });
    },

    async lift({ id, actor, address }) {
      await database.transaction(async (unit) => {
        const row = await unit.db.updateTable("bans").set({ lifted_at: unit.now.getTime() })
          .where("id", "=", id).where("lifted_at", "is", null).returning(["kind", "value"]).executeTakeFirst();
        if (row === undefined) throw new AppError("not_found", `Could not lift ban ${id}: there is none`);
        await audit.record(unit.db, { action: "ban.lift", actor, address, reason: `${row.kind} ${row.value}` });
        unit.publish({ type: "bans_changed" });
      });
    },

    async list(query) {
      const holding = database.read.selectFrom("bans").selectAll().where(holdsAt(clock.now()));
      return mapPage(await readPage(holding, "id", "newest_first", query), toBan);
    },

    async banAutomatically(unit, { network, address, door }) {
      const { text: value } = parseAddresses(network);
      const until = new Date(unit.now.getTime() + parts.autoBanMinutes * 60_000);
      const reason = "Too many failed logins";
      const bans = await unit.db.selectFrom("bans").select("created_at").where("kind", "=", "ip")
        .where("value", "=", value).where("automatic", "=", 1).where(holdsAt(unit.now)).execute();
      if (bans.some((ban) => wasMadeBefore(new Date(ban.created_at), unit.now))) return;
      await unit.db.insertInto("bans").values({
        kind: "ip",
        value,
        reason,
        until: until.getTime(),
        created_at: unit.now.getTime(),
        created_by: "system",
        lifted_at: null,
        automatic: 1,
      }).execute();
      await audit.record(unit.db, {
        action: "ban.automatic",
        actor: "system",
        door,
        address,
        reason: `${reason}: ip ${value} until ${until.toISOString()}`,
      });
      unit.publish({ type: "bans_changed" });
    },

    async checkMac(db, mac) {
      const bans = await db.selectFrom("bans").select(["reason", "until"])
        .where("kind", "=", "mac").where("value", "=", macKey(mac)).where(holdsAt(clock.now()))
        .execute();
      const ban = strongest(
        bans.map(({ reason, until }) => ({ reason, until: until === null ? null : new Date(until) })),
      );
      if (ban !== null) throw new AppError("mac_banned", "This device is banned", ban);
    },
  };
}

/** A slip in the prefix shuts out half the world, the operator included. */
function bannedAddresses(value: string, force: boolean): string {
  const cidr = parseAddresses(value);
  const widestBits = WIDEST_BITS[cidr.kind];
  if (cidr.prefixBits < widestBits && !force) {
    throw invalidInput("value", `is wider than a /${widestBits}: if that is meant, add "force": true`);
  }
  return cidr.text;
}

function parseAddresses(value: string): Cidr {
  const cidr = parseCidr(value);
  if (cidr === null) throw invalidInput("value", "must be an IP address or a CIDR block");
  return cidr;
}

function toBan(row: {
  id: number;
  kind: "ip" | "mac";
  value: string;
  reason: string;
  until: number | null;
  created_at: number;
  created_by: string;
  automatic: number;
}): Ban {
  return {
    id: row.id,
    kind: row.kind,
    value: row.value,
    reason: row.reason,
    until: row.until === null ? null : new Date(row.until).toISOString(),
    createdAt: new Date(row.created_at).toISOString(),
    createdBy: row.created_by,
    automatic: row.automatic === 1,
  };
}
