/** What a player takes along: everything that is known of the account, without a secret and without anybody else. */
import { type Account, findAccount } from "../accounts/account.ts";
import type { Origin } from "../../platform/origin.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import { characterView, listCharacters } from "../characters/character.ts";
import { withData } from "../characters/character_data.ts";
import type { GameCatalog } from "../characters/games.ts";
import { rateLimited } from "../limits/address_limits.ts";
import { countOne, uncountOne } from "../limits/counters.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import { readRows } from "./rows.ts";

const HOUR_MS = 60 * 60_000;

interface ExportsParts extends Audited {
  readonly games: GameCatalog;
  /** What the modules know of the account, by their ids. Throws nothing. */
  readonly readParts: (account: { readonly accountId: number }) => Promise<ReadonlyMap<string, unknown>>;
  readonly hasPassword: (db: Queryable, accountId: number) => Promise<boolean>;
  readonly hasSecondFactor: (db: Queryable, accountId: number) => Promise<boolean>;
}

export type Exports = ReturnType<typeof createExports>;

export function createExports(parts: ExportsParts) {
  const { database, audit, games, readParts, hasPassword, hasSecondFactor } = parts;
  const charactersOf = async (db: Queryable, accountId: number) =>
    (await listCharacters(db, accountId)).map((stored) => {
      const character = withData(stored, games.find(stored.gameId));
      return { ...characterView(character), position: character.position, mapId: character.mapId };
    });

  const read = async (accountId: number, now: Date) => {
    const db = database.aside;
    const account = await findAccount(db, accountId);
    if (account === null) throw new AppError("invalid_token", "This session has ended");
    const [rows, characters, fromGames] = [
      await readRows(db, accountId),
      await charactersOf(db, accountId),
      await readParts({ accountId }),
    ];
    const generatedAt = now.toISOString();
    return {
      /** `gatehouse-ada-2026-11-28.json` */
      fileName: `gatehouse-${account.username}-${generatedAt.slice(0, 10)}.json`,
      content: {
        format: "gatehouse-export",
        version: 1,
        generatedAt,
        account: {
          ...accountView(account),
          hasPassword: await hasPassword(db, accountId),
          secondFactor: await hasSecondFactor(db, accountId),
        },
        ...rows,
        characters,
        games: Object.fromEntries(fromGames),
      },
    };
  };

  return {
    /** @throws {AppError} `rate_limited` for a second one in an hour */
    async create({ accountId, origin }: { accountId: number; origin: Origin }) {
      const key = `exports ${accountId}`;
      const now = await database.transaction(async (unit) => {
        const { count, resetsAtMs } = await countOne(unit.db, key, HOUR_MS, unit.now);
        if (count > 1) {
          throw rateLimited(resetsAtMs - unit.now.getTime(), undefined, "A copy was taken within the hour");
        }
        await audit.record(unit.db, byAccount("account.export", accountId, origin));
        return unit.now;
      });
      try {
        return await read(accountId, now);
      } catch (error) {
        // It was none: the next one need not wait for it.
        await uncountOne(database.write, key).catch(() => {});
        throw error;
      }
    },
  };
}

function accountView(account: Account) {
  const { id, username, usernamePending, email, emailVerifiedAt, role, isGuest } = account;
  const { createdAt, lastLogin, lastAddress } = account;
  return {
    id,
    username,
    usernamePending,
    email,
    emailVerified: emailVerifiedAt !== null,
    role,
    guest: isGuest,
    createdAt: createdAt.toISOString(),
    lastLogin: lastLogin?.toISOString() ?? null,
    lastAddress,
  };
}
