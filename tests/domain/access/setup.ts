/** A game with doors of its own over the core, as a module sees it: one that takes passwords, and one that proves them itself. */
import type { NativeGame } from "../../../lib/domain/access/native_games.ts";
import type { CredentialScheme } from "../../../lib/domain/accounts/credential_schemes.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createAccountsPort } from "../../../lib/modules/ports/accounts_port.ts";
import { createDoorChoice } from "../../../lib/modules/loading/door_names.ts";
import { createTestCore, ORIGIN, type TestCore, type TestCoreSetup } from "../../support/core_services.ts";

/** Where the old client runs. */
export const OLD = "192.0.2.77";

/** Its secret is what it was derived of: tests read in it what counts. */
export const PLAIN: CredentialScheme = {
  name: "plain",
  needs: "email",
  derive: ({ login, password }) => Promise.resolve(new TextEncoder().encode(`${login}:${password}`)),
  async verify({ login, password, stored }) {
    return new TextDecoder().decode(stored) === new TextDecoder().decode(await this.derive({ login, password }));
  },
};

const game = (id: string, schemes: readonly CredentialScheme[]): NativeGame => ({
  id,
  name: id === "old" ? "Old Game" : "Proving Game",
  doors: [`${id}_door`],
  schemes,
});
export const GAMES = [game("old", []), game("proving", [PLAIN])];

export async function createAccessCore(database: Database, setup: TestCoreSetup = {}) {
  const core = await createTestCore(database, { schemes: [PLAIN], nativeGames: GAMES, ...setup });
  return { ...core, ...accessOf(core) };
}

type AccessCore = Awaited<ReturnType<typeof createAccessCore>>;

function accessOf(core: TestCore) {
  const port = (gameId: string) =>
    createAccountsPort(
      core,
      GAMES.find(({ id }) => id === gameId)!,
      createDoorChoice({ id: gameId, ports: { door: { port: 1, variable: "A_PORT" } } }),
    );
  return {
    old: port("old"),
    proving: port("proving"),
    callerOf: (accountId: number) => ({ accountId, origin: ORIGIN }),
    /** As the account's player sees it. */
    async accessTo(accountId: number, gameId: string) {
      const { door } = (await core.gameAccess.list(accountId)).find(({ game }) => game.id === gameId)!;
      return door.access;
    },
    /** What the proving game's door would prove against. */
    async secretOf(accountId: number) {
      const secret = await port("proving").credential(accountId, PLAIN.name);
      return secret === null ? null : new TextDecoder().decode(secret);
    },
    async giveEmail(accountId: number, email: string) {
      await core.accounts.changeEmail({ accountId, password: "correct horse", email, origin: ORIGIN });
    },
  };
}
