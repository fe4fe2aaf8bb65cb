/** What the accounts ask at a door that only knows a password: the one place that decides what it takes. */
import type { DoorAccess } from "../accounts/door_access.ts";
import type { DoorState } from "../accounts/door_state.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import { countOne } from "../limits/counters.ts";
import type { Mail } from "../mail/mail.ts";
import { limitKey } from "../../platform/addresses/address.ts";
import type { Queryable } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { type DoorRow, readDoor } from "./door_rows.ts";
import type { AccessEndings } from "./endings.ts";
import type { GamePasswords } from "./game_passwords.ts";
import type { NativeGames } from "./native_games.ts";

const DAY_MS = 24 * 60 * 60_000;
const MAILS_PER_DAY = 1;

interface DoorGuardParts extends Audited, Pick<Kernel, "clock"> {
  readonly nativeGames: NativeGames;
  /** The games whose doors take game passwords only. */
  readonly required: ReadonlySet<string>;
  readonly gamePasswords: GamePasswords;
  readonly endings: AccessEndings;
  readonly mail: Mail;
  /** The stored secret of the account's own password. */
  readonly readSecret: (db: Queryable, accountId: number, scheme: string) => Promise<Uint8Array | null>;
}

export function createDoorGuard(parts: DoorGuardParts): DoorAccess {
  const { database, clock, audit, nativeGames, required, gamePasswords, endings, mail } = parts;
  const takesPassword = ({ access }: DoorRow) => access === "password" || access === "window";
  const read = (db: Queryable, accountId: number, gameId: string) =>
    readDoor(db, accountId, gameId, required.has(gameId));

  const isOpen = ({ access, window }: DoorRow, address: string): boolean => {
    if (access !== "window") return access !== "closed";
    return window !== null && window.until > clock.now() && window.address === limitKey(address);
  };

  return {
    isRequired: (gameId) => required.has(gameId),

    async find(db, accountId, gameId): Promise<DoorState> {
      const row = await read(db, accountId, gameId);
      if (row === null) return { access: "password", isOpenFor: () => false, isGamePassword: () => false };
      return {
        access: row.access,
        isOpenFor: (address) => isOpen(row, address),
        isGamePassword: (normal) =>
          row.access === "game_password" && row.gamePassword !== null && normal !== null &&
          gamePasswords.isRight({ accountId, gameId, hash: row.gamePassword.hash }, normal),
      };
    },

    async isShut(db, accountId, gameId) {
      const row = await db.selectFrom("account_access").select("access")
        .where("account_id", "=", accountId).where("game_id", "=", gameId).executeTakeFirst();
      return row?.access === "closed";
    },

    async withheldSchemes(db, accountId) {
      const withheld = new Set<string>();
      for (const { id, schemes } of nativeGames()) {
        if (schemes.length === 0) continue;
        const row = await read(db, accountId, id);
        if (row === null || takesPassword(row) || !row.hasOwnProof) continue;
        for (const { name } of schemes) withheld.add(name);
      }
      return withheld;
    },

    async credential(accountId, gameId, scheme) {
      const db = database.read;
      const owner = nativeGames().find(({ schemes }) => schemes.some(({ name }) => name === scheme))?.id ?? gameId;
      const row = await read(db, accountId, owner);
      // Both are looked up, whichever counts: the time tells neither the access nor who has an account.
      const ofAccount = await parts.readSecret(db, accountId, scheme);
      const ofGame = await gamePasswords.readSecret(db, { accountId, gameId: owner, scheme });
      if (row?.access === "game_password") return ofGame;
      return row !== null && takesPassword(row) ? ofAccount : null;
    },

    async noteUse(unit, accountId, { game, address }) {
      if (game === undefined) return;
      await unit.db.updateTable("game_passwords")
        .set({ last_used_at: unit.now.getTime(), last_address: address })
        .where("account_id", "=", accountId).where("game_id", "=", game).execute();
    },

    async tellRefused(unit, accountId, origin) {
      const { game = "", door } = origin;
      if (!mail.enabled) return;
      const { count } = await countOne(unit.db, `door refused ${accountId}`, DAY_MS, unit.now);
      if (count > MAILS_PER_DAY) return;
      const name = nativeGames().find(({ id }) => id === game)?.name ?? (game === "" ? door : game);
      await mail.queue(unit, {
        name: "door_refused",
        accountId,
        origin,
        values: { game: name },
      });
    },

    async endGamePasswords(unit, accountId, origin) {
      for (const gameId of await gamesWithPassword(unit.db, accountId)) {
        await endings.endGamePassword(unit, accountId, gameId);
        await endings.setAccess(unit, accountId, gameId, "closed");
        await audit.record(unit.db, byAccount("door.password", accountId, origin, `${gameId}: ended`));
      }
    },
  };
}

/** Also of games that are not loaded now. */
async function gamesWithPassword(db: Queryable, accountId: number): Promise<string[]> {
  const rows = await db.selectFrom("game_passwords").select("game_id").where("account_id", "=", accountId).execute();
  return rows.map(({ game_id }) => game_id);
}
