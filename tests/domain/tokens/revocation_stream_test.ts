import { expect } from "expect";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { createRevocationFeed, type ReadRevocations } from "../../../lib/domain/tokens/revocation_feed.ts";
import { createRevocationStream, CURRENT_EVERY_MS } from "../../../lib/domain/tokens/revocation_stream.ts";
import { testEngines, withTwoInstances } from "../../support/test_database.ts";
import { createTokenTest, ORIGIN, type TokenTest, tokenTest } from "./setup.ts";

const ADDRESS = "192.0.2.1";
const revoke = (t: TokenTest, token: string) => t.gameTokens.revoke({ token, origin: ORIGIN });

function streamOf(t: TokenTest, read: ReadRevocations = createRevocationFeed(t)) {
  return createRevocationStream({ database: t.database, clock: t.clock, log: silentLog, read });
}

tokenTest("a follower hears of each revocation once", async (t) => {
  const stream = streamOf(t);
  const follower = stream.follow(ADDRESS);
  await revoke(t, await t.issueCharacter());
  const first = await follower.next();
  t.clock.advance(1_000);
  await revoke(t, await t.issueCharacter());
  const second = await follower.next();

  expect(first?.revocations.length).toBe(1);
  expect(second?.revocations.length).toBe(1);
  expect(second?.revocations[0]?.familyId).not.toBe(first?.revocations[0]?.familyId);
  expect(second?.currentAt).toEqual(t.clock.now());
  stream.close();
});

tokenTest("a rotated token whose family ends afterwards is told of again", async (t) => {
  const stream = streamOf(t);
  const follower = stream.follow(ADDRESS);
  const token = await t.issueCharacter();
  await t.gameTokens.rotate({ token, kind: "character", origin: ORIGIN });
  expect((await follower.next())?.revocations[0]?.tokenHash).not.toBeNull();
  t.clock.advance(20_000);
  await follower.next();
  await t.gameTokens.rotate({ token, kind: "character", origin: ORIGIN }).catch(() => {});
  expect((await follower.next())?.revocations[0]?.tokenHash).toBeNull();
  stream.close();
});

tokenTest("in silence a sign of life comes, and says until when all is told", async (t) => {
  const stream = streamOf(t);
  const follower = stream.follow(ADDRESS);
  t.clock.advance(CURRENT_EVERY_MS);
  expect(await follower.next()).toMatchObject({ revocations: [], currentAt: t.clock.now() });
  stream.close();
});

tokenTest("without the database there is no sign of life", async (t) => {
  let isDown = true;
  const read = createRevocationFeed(t);
  const tried = Promise.withResolvers<void>();
  const stream = streamOf(t, (since) => {
    if (!isDown) return read(since);
    tried.resolve();
    return Promise.reject(new Error("down"));
  });
  const follower = stream.follow(ADDRESS);
  t.clock.advance(CURRENT_EVERY_MS);
  await tried.promise;
  await Promise.resolve();
  isDown = false;
  await new Promise((resolve) => setTimeout(resolve)); // the next turn arms the timer again
  t.clock.advance(CURRENT_EVERY_MS);
  expect((await follower.next())?.currentAt).toEqual(t.clock.now());
  stream.close();
});

tokenTest("a stream that closes ends its followers, and one that leaves hears nothing", async (t) => {
  const stream = streamOf(t);
  const [leaving, staying] = [stream.follow(ADDRESS), stream.follow(ADDRESS)];
  const waiting = leaving.next();
  leaving.close();
  expect(await waiting).toBeNull();
  const news = staying.next();
  stream.close();
  expect(await news).toBeNull();
  expect(await staying.next()).toBeNull();
});

tokenTest("followers are bounded, for each address and over all", (t) => {
  const stream = streamOf(t);
  const first = stream.follow(ADDRESS);
  for (let count = 1; count < 8; count++) stream.follow(ADDRESS);
  expect(() => stream.follow(ADDRESS)).toThrow("Too many follow");
  for (let count = 8; count < 256; count++) stream.follow(`192.0.2.${count >> 3}:`);
  expect(() => stream.follow("198.51.100.1")).toThrow("Too many follow");
  first.close();
  stream.follow("198.51.100.1");
  stream.close();
  return Promise.resolve();
});

tokenTest("whoever does not take up the news is let go", async (t) => {
  const stream = streamOf(t);
  const [slow, quick] = [stream.follow(ADDRESS), stream.follow(ADDRESS)];
  for (let count = 0; count < 65; count++) {
    t.clock.advance(CURRENT_EVERY_MS);
    expect(await quick.next()).not.toBeNull();
    await new Promise((resolve) => setTimeout(resolve)); // the next turn arms the timer again
  }
  expect(await slow.next()).toBeNull();
  stream.close();
});

if (testEngines().includes("postgres")) {
  Deno.test("a follower of one instance hears of another's revocation within a second", async () => {
    await withTwoInstances(async (here, there) => {
      const t = await createTokenTest(here);
      const parts = { database: there, clock: t.clock };
      const stream = createRevocationStream({ ...parts, log: silentLog, read: createRevocationFeed(parts) });
      try {
        const follower = stream.follow(ADDRESS);
        const token = await t.issueCharacter();
        const startedAtMs = performance.now();
        await revoke(t, token);
        expect((await follower.next())?.revocations.length).toBe(1);
        expect(performance.now() - startedAtMs).toBeLessThan(1_000);
      } finally {
        stream.close();
        await t.close();
      }
    });
  });
}
