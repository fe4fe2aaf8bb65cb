import { expect } from "expect";
import { createEventHub, type DatabaseEvent } from "../../../lib/platform/database/events.ts";
import type { GameToken } from "../../../lib/domain/tokens/game_token.ts";
import { createRevalidationCache } from "../../../lib/domain/tokens/revalidation_cache.ts";
import { createRevalidator } from "../../../lib/domain/tokens/revalidation.ts";
import { createTestCore } from "../../support/core_services.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { testEngines, withTwoInstances } from "../../support/test_database.ts";
import { createTokenTest, ORIGIN, tokenTest } from "./setup.ts";

tokenTest("a live token is looked up once", async (t) => {
  const token = await t.issueCharacter();
  const first = await t.revalidator.revalidate(token, "character");
  expect(first).toMatchObject({ valid: true, token: { accountId: t.player.id } });

  // Behind everybody's back, so that only what is kept can answer.
  await t.database.write.deleteFrom("game_tokens").execute();
  expect(await t.revalidator.revalidate(token, "character")).toEqual(first);
});

tokenTest("what is kept expires with the token", async (t) => {
  const token = await t.issueLogin();
  expect((await t.revalidator.revalidate(token, "login")).valid).toBe(true);
  t.clock.advance(60 * 60_000);
  expect(await t.revalidator.revalidate(token, "login")).toEqual({ valid: false, reason: "expired" });
});

tokenTest("what was kept of a token falls with its rotation, its revocation and its family", async (t) => {
  const reasonOf = async (token: string) => {
    const answer = await t.revalidator.revalidate(token, "login");
    return answer.valid ? "valid" : answer.reason;
  };
  const first = await t.issueLogin();
  expect(await reasonOf(first)).toBe("valid");
  const second = await t.rotateLogin(first);
  expect([await reasonOf(first), await reasonOf(second)]).toEqual(["revoked", "valid"]);
  await t.gameTokens.revoke({ token: first, origin: ORIGIN });
  expect(await reasonOf(second)).toBe("revoked");

  const third = await t.issueLogin();
  const fourth = await t.rotateLogin(third);
  expect(await reasonOf(fourth)).toBe("valid");
  t.clock.advance(10_001);
  await t.rotateLogin(third).catch(() => {});
  expect(await reasonOf(fourth)).toBe("revoked");
});

tokenTest("only live tokens are kept", async (t) => {
  const token = await t.issueLogin();
  await t.gameTokens.revoke({ token, origin: ORIGIN });
  expect(await t.revalidator.revalidate(token, "login")).toEqual({ valid: false, reason: "revoked" });

  await t.database.write.deleteFrom("game_tokens").execute();
  expect(await t.revalidator.revalidate(token, "login")).toEqual({ valid: false, reason: "unknown" });
});

tokenTest("a game server is told of its own game's tokens only", async (t) => {
  const character = await t.issueCharacter({ gameId: "arena" });
  const login = await t.issueLogin();
  const ask = (token: string, kind: "login" | "character", gameId: string | null) =>
    t.revalidator.revalidate(token, kind, { gameId });

  expect((await ask(character, "character", "arena")).valid).toBe(true);
  expect((await ask(character, "character", null)).valid).toBe(true);
  expect((await ask(login, "login", "chess")).valid).toBe(true);
  // Also once it is kept.
  expect(await ask(character, "character", "chess")).toEqual({ valid: false, reason: "unknown" });
});

const token: GameToken = {
  id: 1,
  kind: "login",
  familyId: "family",
  accountId: 42,
  bound: null,
  expiresAt: new Date("2026-01-01T01:00:00Z"),
  familyExpiresAt: new Date("2026-02-01T00:00:00Z"),
  rotatedAt: null,
  endedAt: null,
};
const ended = (accountId: number | null): DatabaseEvent => ({ type: "game_tokens_ended", accountId });

function cacheOverHub() {
  const hub = createEventHub(() => {});
  return { hub, cache: createRevalidationCache({ clock: createTestClock(), events: hub, entriesMax: 10 }) };
}

Deno.test("an end of the account's tokens drops them, and only them", async () => {
  const { hub, cache } = cacheOverHub();
  await cache.remember("a", () => Promise.resolve(token));
  await cache.remember("b", () => Promise.resolve({ ...token, accountId: 43 }));
  hub.deliver(ended(42));

  expect(cache.find("a")).toBeNull();
  expect(cache.find("b")).not.toBeNull();
  hub.deliver(ended(null));
  expect(cache.find("b")).toBeNull();
});

Deno.test("what was read while a token ended is not kept", async () => {
  const { hub, cache } = cacheOverHub();
  const answer = await cache.remember("a", () => {
    hub.deliver(ended(42));
    return Promise.resolve(token);
  });

  expect(answer).toEqual(token);
  expect(cache.find("a")).toBeNull();
});

Deno.test("nothing is trusted while other instances cannot be heard, and nothing after a gap", async () => {
  const { hub, cache } = cacheOverHub();
  await cache.remember("a", () => Promise.resolve(token));
  hub.setHearing(false);
  expect(cache.find("a")).toBeNull();
  await cache.remember("b", () => Promise.resolve(token));

  hub.setHearing(true);
  expect(cache.find("a")).not.toBeNull();
  expect(cache.find("b")).toBeNull();
  hub.gap();
  expect(cache.find("a")).toBeNull();
});

if (testEngines().includes("postgres")) {
  Deno.test("a revocation on one instance is felt on another within a second", async () => {
    await withTwoInstances(async (here, there) => {
      const t = await createTokenTest(here);
      const cache = createRevalidationCache({ clock: t.clock, events: there.events, entriesMax: 10 });
      const revalidator = createRevalidator({ database: there, clock: t.clock, cache });
      try {
        const token = await t.issueLogin();
        expect((await revalidator.revalidate(token, "login")).valid).toBe(true);

        const heard = Promise.withResolvers<void>();
        there.events.subscribe(({ type }) => type === "game_tokens_ended" && heard.resolve());
        const startedAtMs = performance.now();
        await t.gameTokens.revoke({ token, origin: ORIGIN });
        await heard.promise;
        expect(await revalidator.revalidate(token, "login")).toEqual({ valid: false, reason: "revoked" });
        expect(performance.now() - startedAtMs).toBeLessThan(1_000);
      } finally {
        cache.close();
        await t.close();
      }
    });
  });

  Deno.test("of sixteen rotations on two instances exactly one wins", async () => {
    await withTwoInstances(async (here, there) => {
      const one = await createTokenTest(here);
      const other = await createTestCore(there, { clock: one.clock });
      try {
        const token = await one.issueLogin();
        const results = await Promise.allSettled(
          Array.from(
            { length: 16 },
            (_, index) => (index % 2 === 0 ? one : other).gameTokens.rotate({ token, kind: "login", origin: ORIGIN }),
          ),
        );
        expect(results.filter(({ status }) => status === "fulfilled").length).toBe(1);
        const codes = results.flatMap((result) => result.status === "rejected" ? [result.reason.code] : []);
        expect(new Set(codes)).toEqual(new Set(["token_rotated"]));
      } finally {
        await one.close();
        await other.close();
      }
    });
  });
}
