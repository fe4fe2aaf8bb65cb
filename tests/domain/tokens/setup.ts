import type { Database } from "../../../lib/platform/database/database.ts";
import { createRevalidationCache } from "../../../lib/domain/tokens/revalidation_cache.ts";
import { createRevalidator } from "../../../lib/domain/tokens/revalidation.ts";
import { createTestCore, type TestCore, type TestCoreSetup } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

export const ORIGIN = { door: "game_auth", address: "198.51.100.7" };
export const HOUR_MS = 60 * 60_000;
export const DAY_MS = 24 * HOUR_MS;

export type TokenTest = Awaited<ReturnType<typeof createTokenTest>>;

/** The core and what asks about tokens, with one account. */
export async function createTokenTest(opened: Database, setup: TestCoreSetup = {}) {
  const core = await createTestCore(opened, setup);
  const { database } = core;
  const cache = createRevalidationCache({ clock: core.clock, events: database.events, entriesMax: 1_000 });
  const revalidator = createRevalidator({ database, clock: core.clock, cache });
  const player = await core.register("Merlin");
  return {
    ...core,
    cache,
    revalidator,
    player,

    /** Begins a family of login tokens. */
    issueLogin: async (accountId = player.id): Promise<string> => {
      const { token } = await database.transaction((unit) => core.gameTokens.issueLogin(unit, accountId, ORIGIN));
      return token;
    },

    /** Begins a family of character tokens, for a character and a server that need not exist. */
    issueCharacter: async (bound: { characterId?: number; serverId?: string; gameId?: string } = {}) => {
      const whole = { characterId: 7, serverId: "server_001", gameId: "arena", ...bound };
      const { token } = await database.transaction((unit) =>
        core.gameTokens.issueCharacter(unit, player.id, whole, ORIGIN)
      );
      return token;
    },

    rotateLogin: async (token: string): Promise<string> =>
      (await core.gameTokens.rotate({ token, kind: "login", origin: ORIGIN })).token,

    async close() {
      cache.close();
      await core.close();
    },
  };
}

/** What the audit log tells of tokens, oldest first, as `action: reason`. */
export async function tokenEntries(core: Pick<TestCore, "audit" | "database">): Promise<string[]> {
  const { items } = await core.audit.list(core.database.read, { limit: 200 });
  return items.filter(({ action }) => action.startsWith("token.")).map(({ action, reason }) => `${action}: ${reason}`)
    .reverse();
}

/** Registers a test for each database, on an empty one with one account. */
export function tokenTest(name: string, run: (t: TokenTest) => Promise<void>, setup: TestCoreSetup = {}): void {
  eachDatabase(name, async (database) => {
    const t = await createTokenTest(database, setup);
    try {
      await run(t);
    } finally {
      await t.close();
    }
  });
}
