/** Invitations: a link that gives a signed-in account a role, once. The first operator comes by one too. */
import { lockName, type UnitOfWork } from "../../platform/database/database.ts";
import type { Role } from "../../platform/database/schema.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { mapPage, type PageQuery } from "../../platform/page.ts";
import { readPage } from "../../platform/database/read_page.ts";
import type { Actor } from "../audit/actor.ts";
import { accountActor, type Audited } from "../audit/audit.ts";
import { invalidLink, type IssuedLink, type Links } from "../links/links.ts";
import type { Identity } from "../sessions/identity.ts";
import { HAS_ROLE } from "./has_role.ts";
import { rankOf, ROLES } from "./permissions.ts";
import type { Roles } from "./roles.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

interface InvitesParts extends Audited, Pick<Kernel, "clock"> {
  readonly links: Links;
  readonly roles: Pick<Roles, "give">;
}

export type Invites = ReturnType<typeof createInvites>;

/** Whether any account has a role. */
export async function hasOperator({ database }: Pick<Kernel, "database">): Promise<boolean> {
  const row = await database.read.selectFrom("accounts").select("id").where(HAS_ROLE).limit(1).executeTakeFirst();
  return row !== undefined;
}

export function createInvites({ database, clock, audit, links, roles }: InvitesParts) {
  const issue = async (unit: UnitOfWork, role: Role, ttlMs: number, reason: string, by: Actor, atMachine: boolean) => {
    const data = { role, reason, by: by.actor, atMachine };
    const link = await links.issue(unit, { kind: "invite", accountId: null, ttlMs, data });
    await audit.record(unit.db, { action: "invite.create", ...by, reason: `${role}: ${reason}` });
    return link;
  };
  const open = (now: Date) =>
    database.read.selectFrom("links").selectAll().where("kind", "=", "invite").where("used_at", "is", null)
      .where("expires_at", ">", now.getTime());

  return {
    /** For 24 hours. */
    create: (role: Role, reason: string, by: Actor): Promise<IssuedLink> =>
      database.transaction((unit) => issue(unit, role, DAY_MS, reason, by, false)),

    /** From the machine itself: for 30 minutes, and the newest of its kind only. */
    createAtMachine: (role: Role, by: Actor): Promise<IssuedLink> =>
      database.transaction(async (unit) => {
        await lockName(unit, "invites at the machine");
        const rows = await unit.db.selectFrom("links").select(["id", "data"]).where("kind", "=", "invite").execute();
        for (const { id, data } of rows) {
          if (JSON.parse(data).atMachine === true) await links.withdraw(unit, id);
        }
        return await issue(unit, role, 30 * MINUTE_MS, "at the machine", by, true);
      }),

    /** Those that are good now, newest first. */
    async list(query: PageQuery) {
      const page = await readPage(open(clock.now()), "id", "newest_first", query);
      return mapPage(page, (row) => {
        const { role, reason, by } = JSON.parse(row.data);
        return {
          id: row.id,
          role,
          reason,
          createdAt: new Date(row.created_at).toISOString(),
          createdBy: by,
          expiresAt: new Date(row.expires_at).toISOString(),
        };
      });
    },

    /** @throws {AppError} `not_found` */
    withdraw: (id: number, by: Actor): Promise<void> =>
      database.transaction(async (unit) => {
        const row = await unit.db.deleteFrom("links").where("id", "=", id).where("kind", "=", "invite")
          .where("used_at", "is", null).where("expires_at", ">", unit.now.getTime()).returning("data")
          .executeTakeFirst();
        if (row === undefined) throw new AppError("not_found", `Could not withdraw invitation ${id}: there is none`);
        await audit.record(unit.db, { action: "invite.withdraw", ...by, reason: JSON.parse(row.data).role });
      }),

    /**
     * Gives the account the role, or leaves it a higher one.
     * @returns the role from now on @throws {AppError} `invalid_link`
     */
    redeem: (token: string, { accountId }: Pick<Identity, "accountId">, address: string): Promise<Role> =>
      database.transaction(async (unit) => {
        const link = await links.find(unit.db, "invite", token);
        const role = ROLES.find((known) => known === link.data["role"]);
        const account = await unit.db.selectFrom("accounts").select("role").where("id", "=", accountId)
          .executeTakeFirst();
        if (role === undefined || account === undefined) throw invalidLink();
        await links.redeem(unit, link);
        const by = { actor: accountActor(accountId), address };
        await audit.record(unit.db, { action: "invite.redeem", ...by, accountId, reason: role });
        if (rankOf(account.role) >= rankOf(role)) return account.role;
        await roles.give(unit, accountId, role, by, `invited by ${link.data["by"]}`);
        return role;
      }),
  };
}
