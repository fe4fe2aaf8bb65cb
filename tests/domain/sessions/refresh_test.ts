import { expect } from "expect";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const DAY_MS = 24 * 60 * 60_000;

const refresh = (core: TestCore, token: string) => core.sessions.refresh(token, ORIGIN);
const tokenIdOf = async (core: TestCore, token: string) => (await core.sessions.verify(token)).tokenId;

eachDatabase("an answer that was lost is given once more within 10 s: both tokens are one", async (database) => {
  const core = await createTestCore(database);
  const { token } = await core.register("ada");
  const first = await refresh(core, token);
  core.clock.advance(10_000);
  const again = await refresh(core, token);
  expect(await tokenIdOf(core, again)).toBe(await tokenIdOf(core, first));
  // Good for nothing else, and not for a third time.
  expect(await codeOf(core.sessions.verify(token))).toBe("invalid_token");
  expect(await codeOf(refresh(core, token))).toBe("invalid_token");
  expect(await codeOf(core.sessions.verify(first))).toBe("no error");
});

eachDatabase("later than 10 s the replaced token is dead", async (database) => {
  const core = await createTestCore(database);
  const { token } = await core.register("ada");
  await refresh(core, token);
  core.clock.advance(10_001);
  expect(await codeOf(refresh(core, token))).toBe("invalid_token");
});

eachDatabase("of many who refresh one token at once two get the same new one", async (database) => {
  const core = await createTestCore(database);
  const { token } = await core.register("ada");
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => refresh(core, token)));
  const fresh = answers.flatMap((answer) => answer.status === "fulfilled" ? [answer.value] : []);
  expect(fresh).toHaveLength(2);
  expect(new Set(fresh).size).toBe(1);
});

eachDatabase("neither of them outlives the session", async (database) => {
  const core = await createTestCore(database);
  const { token } = await core.register("ada");
  const first = await refresh(core, token);
  await core.sessions.logOut(await core.sessions.verify(first), ORIGIN);
  expect(await codeOf(refresh(core, token))).toBe("invalid_token");
  expect(await codeOf(refresh(core, first))).toBe("invalid_token");
});

eachDatabase("no refresh goes beyond the days that a session has after its login", async (database) => {
  const core = await createTestCore(database, { config: { auth: { sessionDaysMax: 2 } } });
  const start = core.clock.now().getTime();
  let { token } = await core.register("ada");
  for (let hours = 0; hours < 40; hours += 20) {
    core.clock.advance(20 * 60 * 60_000);
    token = await refresh(core, token);
  }
  expect((await core.sessions.verify(token)).expiresAt).toEqual(new Date(start + 2 * DAY_MS));
  core.clock.advance(8 * 60 * 60_000);
  expect(await codeOf(refresh(core, token))).toBe("token_expired");
});

eachDatabase("a token whose sub is another account's is refused, whoever is banned", async (database) => {
  const core = await createTestCore(database);
  const { token } = await core.register("ada");
  const { id: otherId } = await core.register("bob");
  const { sessionId: sid, tokenId: jti } = await core.sessions.verify(token);
  const forged = core.signer.sign({ sub: String(otherId), username: "bob", sid, jti }, 3_600);
  expect(await codeOf(core.sessions.verify(forged))).toBe("invalid_token");
  expect(await codeOf(refresh(core, forged))).toBe("invalid_token");
  const by = { reason: "Spam", until: null, actor: "admin", address: "192.0.2.9" };
  await core.suspensions.suspend({ accountId: otherId, ...by });
  expect(await codeOf(core.sessions.verify(forged))).toBe("invalid_token");
});
