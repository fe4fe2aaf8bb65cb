/** Bans of addresses and MACs: made and lifted by operators, and made by the server itself after too many failures. */
import { type Cidr, parseCidr } from "../../platform/addresses/cidr.ts";
import { sql } from "kysely";
import type { Actor } from "../audit/actor.ts";
import type { Audited } from "../audit/audit.ts";
import { lockName, type Queryable, type UnitOfWork } from "../../platform/database/database.ts";
import { contains } from "../../platform/database/like.ts";
import { readPage } from "../../platform/database/read_page.ts";
import type { Row } from "../../platform/database/schema.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import { mapPage, type Page, type PageQuery } from "../../platform/page.ts";
import { AppError, invalidInput } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Revocation } from "../revocation/revocation.ts";
import type { BanList } from "./ban_list.ts";
import { type ChangeRecord, changesOf, noteChanges, type ValueChange } from "./changes.ts";
import { holdsAt, strongest, wasMadeBefore } from "./holding.ts";
import { checkMac, lockMac, macKey } from "./mac_address.ts";

export type Ban = Readonly<ReturnType<typeof toBan>> & { readonly changes?: readonly ChangeRecord[] };

interface BanQuery extends PageQuery {
  /** `active` unless told. */
  readonly state?: "active" | "ended" | "all" | undefined;
  readonly kind?: "ip" | "mac" | undefined;
  /** In value and reason. */
  readonly search?: string | undefined;
}

/** The widest block that is banned without being asked twice. */
const WIDEST_BITS = { ipv4: 8, ipv6: 16 } as const;

interface BansParts extends Audited, Pick<Kernel, "clock"> {
  readonly revocation: Revocation;
  readonly banList: Pick<BanList, "settled">;
  readonly autoBanMinutes: number;
}

interface NewBan extends Actor {
  readonly kind: "ip" | "mac";
  readonly value: string;
  readonly force?: boolean | undefined;
  readonly reason: string;
  readonly until: Date | null;
  readonly note?: string | undefined;
}

export interface Bans {
  /** @throws {AppError} `invalid_input`, also for more than a /8 (IPv6: /16) of addresses without `force` */
  create(input: NewBan): Promise<Ban>;
  /** The same in a transaction that is under way. @throws {AppError} as `create` */
  createIn(unit: UnitOfWork, input: NewBan): Promise<Ban>;
  /** Of one that holds. @throws {AppError} `not_found`, `invalid_input` */
  change(input: { id: number; change: ValueChange } & Actor): Promise<Ban>;
  /** @throws {AppError} `not_found` */
  lift(input: { id: number; reason?: string | undefined } & Actor): Promise<void>;
  /** In one transaction; those that were lifted already, or that there are not, are skipped. */
  liftMany(input: { ids: readonly number[]; reason: string } & Actor): Promise<{ lifted: number[]; skipped: number[] }>;
  /** Newest first. */
  list(query: BanQuery): Promise<Page<Ban>>;
  /**
   * Refuses logins from a network for `autoBanMinutes`, in the transaction of the failure that went too far.
   * @param from.network an address or a block: what the failures were counted by
   */
  banAutomatically(unit: UnitOfWork, from: { network: string; address: string; door: string }): Promise<void>;
  /** @throws {AppError} `mac_banned` */
  checkMac(db: Queryable, mac: string): Promise<void>;
}

export function createBans(parts: BansParts): Bans {
  const { database, clock, audit, banList } = parts;
  /** An operator's change is answered once it holds at every door of this instance, and has ended the lines there. */
  const publishChange = (unit: UnitOfWork) => {
    unit.publish({ type: "bans_changed" });
    unit.afterCommit(banList.settled);
  };

  const createIn: Bans["createIn"] = async (unit, input) => {
    const { kind, value, force = false, reason, until, note, actor, address } = input;
    const canonical = kind === "ip" ? bannedAddresses(value, force) : macKey(checkMac(value));
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
      note: note ?? null,
    }).returningAll().executeTakeFirstOrThrow();
    await audit.record(unit.db, {
      action: "ban.create",
      actor,
      address,
      reason: `${kind} ${canonical} until ${until?.toISOString() ?? "lifted"}: ${reason}`,
    });
    if (kind === "mac") await parts.revocation.endSessionsOfMac(unit, canonical);
    publishChange(unit);
    return toBan(row);
  };

  /** @returns false where there is none that is not lifted */
  const liftIn = async (unit: UnitOfWork, id: number, reason: string | undefined, by: Actor): Promise<boolean> => {
    const row = await unit.db.updateTable("bans")
      .set({ lifted_at: unit.now.getTime(), lifted_by: by.actor, lift_reason: reason ?? null })
      .where("id", "=", id).where("lifted_at", "is", null).returning(["kind", "value"]).executeTakeFirst();
    if (row === undefined) return false;
    const what = `${row.kind} ${row.value}`;
    await audit.record(unit.db, {
      action: "ban.lift",
      ...by,
      reason: reason === undefined ? what : `${what}: ${reason}`,
    });
    return true;
  };

  const withChanges = async (page: Page<Ban>): Promise<Page<Ban>> => {
    const changes = await changesOf(database.read, "ban", page.items.map(({ id }) => id));
    return mapPage(page, (ban) => changes.has(ban.id) ? { ...ban, changes: changes.get(ban.id)! } : ban);
  };

  return {
    createIn,
    create: (input) => database.transaction((unit) => createIn(unit, input)),

    async change({ id, change, actor, address }) {
      await database.transaction(async (unit) => {
        await lockName(unit, `ban ${id}`);
        const row = await unit.db.selectFrom("bans").selectAll().where("id", "=", id).where(holdsAt(unit.now))
          .executeTakeFirst();
        if (row === undefined) throw new AppError("not_found", `Could not change ban ${id}: there is none in force`);
        const changed = await noteChanges(unit, { kind: "ban", id, by: actor }, row, change);
        if (changed === null) return;
        await unit.db.updateTable("bans").set(changed).where("id", "=", id).execute();
        const reason = `${row.kind} ${row.value}: ${Object.keys(changed).join(", ")}`;
        await audit.record(unit.db, { action: "ban.change", actor, address, reason });
        publishChange(unit);
      });
      const row = await database.read.selectFrom("bans").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
      return (await withChanges({ items: [toBan(row)], next: null })).items[0]!;
    },

    async lift({ id, reason, ...by }) {
      await database.transaction(async (unit) => {
        if (!await liftIn(unit, id, reason, by)) {
          throw new AppError("not_found", `Could not lift ban ${id}: there is none`);
        }
        publishChange(unit);
      });
    },

    async liftMany({ ids, reason, ...by }) {
      return await database.transaction(async (unit) => {
        const lifted: number[] = [];
        const skipped: number[] = [];
        // In one order, so that two of these at once do not wait for one another.
        for (const id of [...new Set(ids)].toSorted((a, b) => a - b)) {
          (await liftIn(unit, id, reason, by) ? lifted : skipped).push(id);
        }
        if (lifted.length > 0) publishChange(unit);
        return { lifted, skipped };
      });
    },

    async list({ state = "active", kind, search, ...query }) {
      let select = database.aside.selectFrom("bans").selectAll();
      const holds = holdsAt(clock.now());
      if (state !== "all") select = select.where(state === "active" ? holds : sql<boolean>`not ${holds}`);
      if (kind !== undefined) select = select.where("kind", "=", kind);
      if (search !== undefined) {
        select = select.where((eb) => eb.or([contains(eb.ref("value"), search), contains(eb.ref("reason"), search)]));
      }
      return await withChanges(mapPage(await readPage(select, "id", "newest_first", query), toBan));
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

function toBan(row: Row<"bans">) {
  return {
    id: row.id,
    kind: row.kind,
    value: row.value,
    reason: row.reason,
    until: isoTimeOrNull(row.until),
    createdAt: isoTime(row.created_at),
    createdBy: row.created_by,
    /** True when the server made it after too many failures: it refuses logins only, and ends nothing. */
    automatic: row.automatic === 1,
    // For operators only. These are left out where there is nothing to tell.
    ...(row.note === null ? {} : { note: row.note }),
    ...(row.lifted_at === null ? {} : {
      liftedAt: isoTime(row.lifted_at),
      liftedBy: row.lifted_by,
      liftReason: row.lift_reason,
    }),
  };
}
