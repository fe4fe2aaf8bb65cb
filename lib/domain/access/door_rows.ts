/** What is stored of one game's door to one account, and what follows of it for now. */
import type { Access } from "../accounts/door_state.ts";
import { FOREIGN_SCHEME } from "../accounts/foreign_secrets.ts";
import type { Queryable } from "../../platform/database/database.ts";

interface GamePasswordRow {
  readonly hash: Uint8Array;
  readonly createdAt: Date;
  readonly lastUsed: Date | null;
  readonly lastAddress: string | null;
}

export interface WindowRow {
  /** As `limitKey` writes it. */
  readonly address: string;
  readonly until: Date;
}

export interface DoorRow {
  readonly access: Access;
  readonly gamePassword: GamePasswordRow | null;
  readonly window: WindowRow | null;
  /** By its own hash, or by a secret that another system or a module made of it. */
  readonly hasPassword: boolean;
  /** Whether the password is proven by something other than what modules derived of it. */
  readonly hasOwnProof: boolean;
  readonly hasSecondFactor: boolean;
  readonly isGuest: boolean;
  readonly email: string | null;
}

/** @returns null for an account that is not there */
export async function readDoor(
  db: Queryable,
  accountId: number,
  gameId: string,
  isRequired: boolean,
): Promise<DoorRow | null> {
  const row = await db.selectFrom("accounts as a")
    .leftJoin("account_access as c", (on) => on.onRef("c.account_id", "=", "a.id").on("c.game_id", "=", gameId))
    .leftJoin("game_passwords as p", (on) => on.onRef("p.account_id", "=", "a.id").on("p.game_id", "=", gameId))
    .leftJoin("access_windows as w", (on) => on.onRef("w.account_id", "=", "a.id").on("w.game_id", "=", gameId))
    .select((eb) => [
      "a.password_hash",
      "a.is_guest",
      "a.email",
      "c.access",
      "p.hash",
      "p.created_at",
      "p.last_used_at",
      "p.last_address",
      "w.address",
      "w.until",
      eb.selectFrom("totp_secrets").select("state").whereRef("account_id", "=", "a.id").where("state", "=", "on")
        .as("factor"),
      eb.selectFrom("account_secrets").select("scheme").whereRef("account_id", "=", "a.id").limit(1).as("secret"),
      eb.selectFrom("account_secrets").select("scheme").whereRef("account_id", "=", "a.id")
        .where("scheme", "=", FOREIGN_SCHEME).as("foreign"),
    ]).where("a.id", "=", accountId).executeTakeFirst();
  if (row === undefined) return null;
  const account = {
    hasPassword: row.password_hash !== null || row.secret !== null,
    hasOwnProof: row.password_hash !== null || row.foreign !== null,
    hasSecondFactor: row.factor !== null,
    isGuest: row.is_guest === 1,
    email: row.email,
  };
  return {
    ...account,
    access: accessOf({ ...account, stored: row.access, hasGamePassword: row.hash !== null, isRequired }),
    gamePassword: row.hash === null || row.created_at === null ? null : {
      hash: row.hash,
      createdAt: new Date(row.created_at),
      lastUsed: row.last_used_at === null ? null : new Date(row.last_used_at),
      lastAddress: row.last_address,
    },
    window: row.address === null || row.until === null ? null : { address: row.address, until: new Date(row.until) },
  };
}

/** What is stored may be older than the second factor, than the loss of the password, or than the operator's mind. */
function accessOf(
  of: {
    readonly stored: Access | null;
    readonly hasPassword: boolean;
    readonly hasSecondFactor: boolean;
    readonly hasGamePassword: boolean;
    readonly isGuest: boolean;
    readonly isRequired: boolean;
  },
): Access {
  if (of.isGuest || of.stored === "closed") return "closed";
  if (of.stored === "game_password") return of.hasGamePassword ? "game_password" : "closed";
  if (of.isRequired || !of.hasPassword) return "closed";
  return of.hasSecondFactor ? "window" : of.stored ?? "password";
}
