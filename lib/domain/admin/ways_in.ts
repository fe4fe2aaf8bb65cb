/** What an account can be opened by, and what is open of it beside its sessions: for operators, and without a secret. */
import { unknownAccount } from "../accounts/account.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

export interface WaysInParts<Door, Token> extends Pick<Kernel, "database"> {
  /** Of each game with doors of its own. */
  readonly listDoors: (accountId: number) => Promise<Door[]>;
  /** The living game tokens. */
  readonly listTokens: (accountId: number) => Promise<Token[]>;
}

/** Far over what an account has. */
const IDENTITIES_MAX = 50;

export type ReadWaysIn<Door, Token> = ReturnType<typeof createWaysIn<Door, Token>>;

export function createWaysIn<Door, Token>({ database, listDoors, listTokens }: WaysInParts<Door, Token>) {
  const { read } = database;
  /** @throws {AppError} `not_found` */
  return async (accountId: number) => {
    const account = await read.selectFrom("accounts").select("password_hash").where("id", "=", accountId)
      .executeTakeFirst();
    if (account === undefined) throw unknownAccount(accountId);
    const [identities, passkeys, totp, codes, secret, games, gameTokens] = await Promise.all([
      read.selectFrom("identities").selectAll().where("account_id", "=", accountId).orderBy("created_at")
        .limit(IDENTITIES_MAX).execute(),
      read.selectFrom("passkeys").select(["name", "created_at", "last_used_at"]).where("account_id", "=", accountId)
        .orderBy("created_at").execute(),
      read.selectFrom("totp_secrets").select("account_id").where("account_id", "=", accountId)
        .where("state", "=", "on").executeTakeFirst(),
      read.selectFrom("recovery_codes").select((eb) => eb.fn.countAll<number>().as("count"))
        .where("account_id", "=", accountId).executeTakeFirst(),
      read.selectFrom("account_secrets").select("scheme").where("account_id", "=", accountId).limit(1)
        .executeTakeFirst(),
      listDoors(accountId),
      listTokens(accountId),
    ]);
    return {
      // An imported one may be known by what another system or a module made of it.
      password: account.password_hash !== null || secret !== undefined,
      identities: identities.map(({ provider, subject, created_at, last_used_at }) => ({
        provider,
        subject,
        ...times(created_at, last_used_at),
      })),
      passkeys: passkeys.map(({ name, created_at, last_used_at }) => ({ name, ...times(created_at, last_used_at) })),
      secondFactor: totp !== undefined,
      recoveryCodesLeft: Number(codes?.count ?? 0),
      games,
      gameTokens,
    };
  };
}

function times(created: number, used: number | null) {
  return { createdAt: isoTime(created), lastUsed: isoTimeOrNull(used) };
}
