/** What a right LOGIN brings: the account proven, its character found or made, its seat taken. */
import {
  type AccountsPort,
  type AccountView,
  AppError,
  type Character,
  type CharactersPort,
  type ErrorCode,
  type ModuleContext,
  type ModuleDatabase,
  type SeatEnd,
  type SeatRelease,
  type SeatsPort,
} from "../../modules/mod.ts";
import { getCharacter } from "./characters.ts";
import type { LocalTime } from "./local_time.ts";
import type { PlayerIds } from "./player_ids.ts";
import type { AccountData } from "./protocol/account_data.ts";

export interface LoginParts {
  readonly accounts: Pick<AccountsPort, "logIn" | "attemptRefused">;
  readonly characters: Pick<CharactersPort, "list" | "create">;
  readonly seats: SeatsPort;
  readonly clock: Pick<ModuleContext["clock"], "now">;
  readonly db: Pick<ModuleDatabase, "query">;
  readonly playerIds: Pick<PlayerIds, "prepare">;
  readonly localTime: (now: Date) => LocalTime;
  readonly messageOfTheDay: string;
}

interface LoginRequest {
  readonly username: string;
  readonly password: string;
  readonly macAddress: string;
  readonly address: string;
  /** Runs when the seat is lost; it may do so before the login is through. */
  readonly ended: (reason: SeatEnd) => void;
}

/** A login that is through. The session keeps the player and sends the rest. */
export interface Entry {
  readonly account: AccountData;
  readonly player: Player;
}

export interface Player {
  /** Notes activity. */
  touch(): void;
  /** Gives back the number and the seat. Never rejects; call it once. */
  leave(reason: SeatRelease): Promise<void>;
}

/**
 * The returned function throws the `AppError` of the accounts service, or what kept the server from deciding. The seat
 * comes last, and the number with it: whoever holds it is ended only by a login that is through.
 */
export function createLogin(parts: LoginParts): (request: LoginRequest) => Promise<Entry> {
  return async ({ username, password, macAddress, address, ended }) => {
    const mac = optionalMac(macAddress);
    const account = await parts.accounts.logIn({ username, password, address, ...mac });
    const character = await findOrCreateCharacter(parts.characters, account).catch(async (error) => {
      if (error instanceof NoCharacter || isHooks(error)) {
        const { message: reason } = error;
        const code = isHooks(error) && error.code === "hook_timeout" ? error.code : "hook_failed";
        await parts.accounts.attemptRefused({ accountId: account.id, address, reason, code });
      }
      throw error;
    });
    const stored = await getCharacter(parts.db, character.id);
    const playerId = parts.playerIds.prepare(character.id);
    let number = 0;
    const seat = await parts.seats.take({
      accountId: account.id,
      characterId: character.id,
      door: "slime",
      address,
      ...mac,
      ended,
      async also(db) {
        number = await playerId.take(db);
      },
    });
    const now = parts.clock.now();
    return {
      account: {
        playerId: number,
        serverTime: Math.floor(now.getTime() / 1000),
        messageOfTheDay: parts.messageOfTheDay,
        ...parts.localTime(now),
        username: account.username,
        ...stored,
      },
      player: {
        touch() {
          seat.touch();
          playerId.touch();
        },
        async leave(reason) {
          await Promise.all([playerId.giveBack(), seat.release(reason)]);
        },
      },
    };
  };
}

/** An empty text is no address. */
export function optionalMac(macAddress: string): { macAddress?: string } {
  return macAddress === "" ? {} : { macAddress };
}

/** An account that registered elsewhere has no character yet. Another line of it may be making it at this moment. */
async function findOrCreateCharacter(characters: LoginParts["characters"], account: AccountView): Promise<Character> {
  const [existing] = await characters.list(account.id);
  if (existing !== undefined) return existing;
  try {
    return await characters.create({ accountId: account.id, name: account.username });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [made] = await characters.list(account.id);
    if (made !== undefined) return made;
    if (NAME_REFUSALS.includes(error.code)) throw new NoCharacter(account, error);
    throw error;
  }
}

/** The codes by which the name is refused, rather than the moment. */
const NAME_REFUSALS: readonly ErrorCode[] = ["invalid_input", "name_taken"];

/** Another module has a say here, and said no or nothing: the client is told nothing false. */
function isHooks(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === "hook_failed" || error.code === "hook_timeout");
}

/** A right password, and no way into this game: the account is named as no character here may be. */
export class NoCharacter extends Error {
  override readonly name = "NoCharacter";
  readonly accountId: number;

  constructor({ id, username }: AccountView, cause: AppError) {
    super(`Could not make a character named "${username}" in Slime Online 2: ${cause.message}`, { cause });
    this.accountId = id;
  }
}
