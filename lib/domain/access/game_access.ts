/** What a signed-in player sees and changes of the ways into each game. */
import type { Access } from "../accounts/door_state.ts";
import { type Account, findAccount, getAccount, unknownAccount } from "../accounts/account.ts";
import { lockCurrentCredential } from "../accounts/credentials.ts";
import type { CredentialSchemes } from "../accounts/credential_schemes.ts";
import type { Proof } from "../accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import { lockingAccount, type Queryable } from "../../platform/database/database.ts";
import { AppError, invalidInput } from "../../platform/errors.ts";
import { type DoorRow, readDoor } from "./door_rows.ts";
import type { AccessEndings } from "./endings.ts";
import type { GamePasswords } from "./game_passwords.ts";
import type { NativeGame, NativeGames } from "./native_games.ts";

/** Whose call it is. */
interface AccessCaller {
  readonly accountId: number;
  readonly origin: Origin;
}

export interface GameDoor {
  readonly game: NativeGame;
  readonly door: DoorRow;
}

export interface GameAccess {
  /** The games with native doors. */
  list(accountId: number): Promise<GameDoor[]>;
  /** @throws {AppError} `unknown_game` */
  game(gameId: string): NativeGame;
  /** @throws {AppError} `not_found` */
  readDoor(db: Queryable, accountId: number, gameId: string): Promise<DoorRow>;
  /**
   * Back to the account's password takes that password: the game's secrets are derived of it anew. A game password that
   * was there ends, with its lines.
   * @throws {AppError} `forbidden` for `password` with a second factor on, and for both where the game is `required`;
   * `password_required` for an account without one; `invalid_input`, `invalid_credentials`, `rate_limited`
   */
  setAccess(caller: AccessCaller, gameId: string, access: Access, password?: string): Promise<GameDoor>;
  /**
   * Makes a game password; the older one ends with its lines.
   * @returns it, shown once @throws {AppError} `email_required` where the game knows players by e-mail; `forbidden` for
   * guests; `invalid_credentials` where the account is renamed, or goes, meanwhile
   */
  makePassword(caller: AccessCaller, gameId: string): Promise<string>;
  /** Its lines end, the door is closed. @throws {AppError} `not_found` where there is none */
  removePassword(caller: AccessCaller, gameId: string): Promise<void>;
}

interface GameAccessParts extends Audited {
  readonly endings: AccessEndings;
  readonly gamePasswords: GamePasswords;
  readonly nativeGames: NativeGames;
  readonly proof: Pick<Proof, "knownAttemptStarted" | "check">;
  readonly required: ReadonlySet<string>;
  readonly schemes: Pick<CredentialSchemes, "derive" | "store" | "removeWithheld">;
}

export function createGameAccess(parts: GameAccessParts): GameAccess {
  const { database, audit, endings, gamePasswords, nativeGames, proof, required, schemes } = parts;

  const game: GameAccess["game"] = (gameId) => {
    const found = nativeGames().find(({ id }) => id === gameId);
    if (found === undefined) throw new AppError("unknown_game", `There is no game "${gameId}" with doors of its own`);
    return found;
  };
  const read: GameAccess["readDoor"] = async (db, accountId, gameId) => {
    const door = await readDoor(db, accountId, gameId, required.has(gameId));
    if (door === null) throw unknownAccount(accountId);
    return door;
  };
  const changedMeanwhile = () => new AppError("invalid_credentials", "The account was changed at the same time");

  /** @throws {AppError} why the account's password cannot be what the game's doors take */
  const checkPasswordMayCount = (of: NativeGame, access: "password" | "window", door: DoorRow) => {
    if (required.has(of.id)) throw new AppError("forbidden", `${of.name} takes game passwords only`);
    if (access === "password" && door.hasSecondFactor) {
      throw new AppError("forbidden", "With a second factor on, a password alone opens no game: open a window");
    }
    if (!door.hasPassword) throw new AppError("password_required", "This account has no password");
  };

  /** The account's password, proven; its secrets for the game. */
  const derive = async (account: Account, of: NativeGame, password: string, origin: Origin) => {
    await proof.knownAttemptStarted(origin);
    const normal = await proof.check(account, password, origin);
    return await schemes.derive(account, normal, of.schemes.map(({ name }) => name));
  };

  return {
    game,
    readDoor: read,

    list: (accountId) =>
      Promise.all(nativeGames().map(async (game) => ({ game, door: await read(database.read, accountId, game.id) }))),

    async setAccess({ accountId, origin }, gameId, access, password) {
      const of = game(gameId);
      const account = await getAccount(database.read, accountId);
      const before = await read(database.read, accountId, gameId);
      const takesPassword = access === "password" || access === "window";
      if (takesPassword) checkPasswordMayCount(of, access, before);
      const isBack = before.access === "game_password" || before.access === "closed";
      if (takesPassword && isBack && password === undefined) {
        throw invalidInput("password", "is needed: the game's secrets are derived of it anew");
      }
      const secrets = takesPassword && password !== undefined ? await derive(account, of, password, origin) : [];
      await database.transaction(async (unit) => {
        if (!await lockCurrentCredential(unit, account)) throw changedMeanwhile();
        const door = await read(unit.db, accountId, gameId);
        if (takesPassword) checkPasswordMayCount(of, access, door);
        if (access === "game_password" && door.gamePassword === null) {
          throw invalidInput("access", "make a game password for it: that is what it takes from then on");
        }
        if (access !== "game_password") await endings.endGamePassword(unit, accountId, gameId);
        if (access !== "window") await endings.endWindows(unit, accountId, gameId);
        await endings.setAccess(unit, accountId, gameId, access);
        await schemes.store(unit.db, accountId, secrets);
        await schemes.removeWithheld(unit.db, accountId);
        await audit.record(unit.db, byAccount("door.access", accountId, origin, `${gameId}: ${access}`));
      });
      return { game: of, door: await read(database.read, accountId, gameId) };
    },

    async makePassword({ accountId, origin }, gameId) {
      const of = game(gameId);
      const account = await getAccount(database.read, accountId);
      if (account.isGuest) throw new AppError("forbidden", "A guest plays without a password");
      if (account.email === null && of.schemes.some(({ needs }) => needs === "email")) {
        throw new AppError("email_required", `${of.name} knows its players by e-mail: give the account one first`);
      }
      const made = await gamePasswords.create(of, account);
      await lockingAccount(database, accountId, async (unit) => {
        // The secrets hang on what the account was called a moment ago.
        const now = await findAccount(unit.db, accountId);
        if (now === null || now.email !== account.email || now.username !== account.username) throw changedMeanwhile();
        await endings.endGamePassword(unit, accountId, gameId);
        await endings.endWindows(unit, accountId, gameId);
        await gamePasswords.store(unit, accountId, gameId, made);
        await endings.setAccess(unit, accountId, gameId, "game_password");
        await schemes.removeWithheld(unit.db, accountId);
        await audit.record(unit.db, byAccount("door.password", accountId, origin, `${gameId}: made`));
      });
      return made.password;
    },

    async removePassword({ accountId, origin }, gameId) {
      const of = game(gameId);
      await lockingAccount(database, accountId, async (unit) => {
        if (!await endings.endGamePassword(unit, accountId, gameId)) {
          throw new AppError("not_found", `This account has no game password for ${of.name}`);
        }
        await endings.setAccess(unit, accountId, gameId, "closed");
        await audit.record(unit.db, byAccount("door.password", accountId, origin, `${gameId}: ended`));
      });
    },
  };
}
