/** What an operator does at the machine itself: `deno task operator`. */
import { lockingAccount } from "../../platform/database/database.ts";
import type { Role } from "../../platform/database/schema.ts";
import { AppError } from "../../platform/errors.ts";
import type { Actor } from "../audit/actor.ts";
import type { Audited } from "../audit/audit.ts";
import type { IssuedLink } from "../links/links.ts";
import type { Mail } from "../mail/mail.ts";
import type { Revocation } from "../revocation/revocation.ts";
import { HAS_ROLE } from "./has_role.ts";
import type { Invites } from "./invites.ts";
import type { Roles } from "./roles.ts";

/** Whoever may start commands on the machine; from where is not known. */
const COMMAND: Actor = { actor: "command", address: "" };

interface OperatorRow {
  readonly id: number;
  readonly username: string;
  readonly role: Role;
  readonly lastLogin: Date | null;
  readonly secondFactor: boolean;
}

interface OperatorCommandsParts extends Audited {
  readonly invites: Pick<Invites, "createAtMachine">;
  readonly roles: Pick<Roles, "give">;
  readonly mail: Mail;
  readonly revocation: Revocation;
}

type OperatorCommands = ReturnType<typeof createOperatorCommands>;

export function createOperatorCommands({ database, audit, invites, roles, mail, revocation }: OperatorCommandsParts) {
  const find = async (username: string): Promise<number> => {
    const row = await database.read.selectFrom("accounts").select("id")
      .where("username_key", "=", username.normalize("NFC").toLowerCase()).executeTakeFirst();
    if (row === undefined) throw new AppError("not_found", `There is no account "${username}"`);
    return row.id;
  };

  return {
    invite: (role: Role): Promise<IssuedLink> => invites.createAtMachine(role, COMMAND),

    async list(): Promise<readonly OperatorRow[]> {
      const rows = await database.read.selectFrom("accounts").leftJoin(
        "totp_secrets",
        (join) => join.onRef("totp_secrets.account_id", "=", "accounts.id").on("totp_secrets.state", "=", "on"),
      )
        .select(["id", "username", "role", "last_login_at", "totp_secrets.state"]).where(HAS_ROLE).execute();
      // Asked in that order, SQLite would go through every account.
      return rows.toSorted((a, b) => a.id - b.id).map(({ id, username, role, last_login_at, state }) => ({
        id,
        username,
        role,
        lastLogin: last_login_at === null ? null : new Date(last_login_at),
        secondFactor: state !== null,
      }));
    },

    /** @throws {AppError} `not_found`, `last_admin` */
    async setRole(username: string, role: Role): Promise<void> {
      const accountId = await find(username);
      await database.transaction((unit) => roles.give(unit, accountId, role, COMMAND, "by command"));
    },

    /** For who lost it: codes and recovery codes end, with every session and token. @throws {AppError} `not_found` */
    async turnSecondFactorOff(username: string): Promise<void> {
      const accountId = await find(username);
      await lockingAccount(database, accountId, async (unit) => {
        const off = await unit.db.deleteFrom("totp_secrets").where("account_id", "=", accountId)
          .where("state", "=", "on").executeTakeFirst();
        if (off.numDeletedRows === 0n) throw new AppError("not_found", `"${username}" has no second factor`);
        const passkey = await unit.db.selectFrom("passkeys").select("id").where("account_id", "=", accountId).limit(1)
          .executeTakeFirst();
        if (passkey === undefined) {
          await unit.db.deleteFrom("recovery_codes").where("account_id", "=", accountId).execute();
        }
        await audit.record(unit.db, { action: "totp.off", ...COMMAND, accountId, reason: "by command" });
        await revocation.endAccount(unit, { accountId, reason: "security_changed" });
        await mail.queue(unit, { name: "second_factor_off", accountId, origin: { address: null } });
      });
    },
  };
}
