import { expect } from "expect";
import { hashSecret } from "../../../lib/platform/crypto/secret_hash.ts";
import {
  createRevocationFeed,
  formatPosition,
  PAGE_MAX,
  parsePosition,
} from "../../../lib/domain/tokens/revocation_feed.ts";
import { DAY_MS, ORIGIN, type TokenTest, tokenTest } from "./setup.ts";

const feedOf = (t: TokenTest) => createRevocationFeed({ database: t.database, clock: t.clock });
const familyOf = async (t: TokenTest, token: string) => {
  const row = await t.database.read.selectFrom("game_tokens").select("family_id").where("hash", "=", hashSecret(token))
    .executeTakeFirstOrThrow();
  return row.family_id;
};
const revoke = (t: TokenTest, token: string) => t.gameTokens.revoke({ token, origin: ORIGIN });

tokenTest("the feed is empty until something is revoked", async (t) => {
  await t.issueCharacter();
  expect(await feedOf(t)(null)).toEqual({
    revocations: [],
    next: null,
    more: false,
    currentAt: t.clock.now(),
  });
});

tokenTest("a revoked family is named by its sid until it would have expired", async (t) => {
  const token = await t.issueCharacter();
  await t.issueCharacter();
  t.clock.advance(60_000);
  await revoke(t, token);
  const read = feedOf(t);

  expect((await read(null)).revocations).toMatchObject([{
    familyId: await familyOf(t, token),
    tokenHash: null,
    revokedAt: t.clock.now(),
    expiresAt: new Date(t.clock.now().getTime() + DAY_MS - 60_000),
  }]);
  t.clock.advance(DAY_MS - 60_000 - 1);
  expect((await read(null)).revocations.length).toBe(1);
  t.clock.advance(1);
  expect((await read(null)).revocations).toEqual([]);
});

tokenTest("a rotated token is named by its hash, so that its successor lives on", async (t) => {
  const token = await t.issueCharacter();
  const { token: next } = await t.gameTokens.rotate({ token, kind: "character", origin: ORIGIN });
  const hash = hashSecret(token).toBase64({ alphabet: "base64url", omitPadding: true });
  expect((await feedOf(t)(null)).revocations).toMatchObject([{ familyId: await familyOf(t, token), tokenHash: hash }]);

  await revoke(t, next);
  const { revocations } = await feedOf(t)(null);
  expect(revocations.map(({ tokenHash }) => tokenHash)).toEqual([null, null]);
});

tokenTest("whatever ends a character token is in the feed, and login tokens are not", async (t) => {
  await t.issueLogin();
  const token = await t.issueCharacter();
  await t.suspensions.suspend({
    accountId: t.player.id,
    until: null,
    actor: "admin",
    address: "192.0.2.1",
    reason: "cheating",
  });
  expect((await feedOf(t)(null)).revocations.map(({ familyId }) => familyId)).toEqual([await familyOf(t, token)]);
});

tokenTest("since the place that an answer names, all that is new is told, and the last minute once more", async (t) => {
  const [first, second, third] = [await t.issueCharacter(), await t.issueCharacter(), await t.issueCharacter()];
  const read = feedOf(t);
  await revoke(t, first);
  t.clock.advance(60_000);
  await revoke(t, second);
  t.clock.advance(1);
  const { next } = await read(null);
  await revoke(t, third);

  const familiesSince = async (since: typeof next) => (await read(since)).revocations.map(({ familyId }) => familyId);
  expect(await familiesSince(next)).toEqual([
    await familyOf(t, first),
    await familyOf(t, second),
    await familyOf(t, third),
  ]);
  const after = { at: new Date(next!.at.getTime() + 1), id: null };
  expect(await familiesSince(after)).toEqual([await familyOf(t, second), await familyOf(t, third)]);
});

tokenTest("with nothing new the next place stays, so that an answer stays the same", async (t) => {
  await revoke(t, await t.issueCharacter());
  const read = feedOf(t);
  const { next } = await read(null);
  t.clock.advance(3_600_000);
  expect((await read(next)).next).toEqual(next);
  expect(await read({ at: t.clock.now(), id: null })).toEqual({
    revocations: [],
    next: { at: t.clock.now(), id: null },
    more: false,
    currentAt: t.clock.now(),
  });
});

tokenTest("many revoked at one moment come in pages, none of them twice or never", async (t) => {
  const now = t.clock.now().getTime();
  const rows = Array.from({ length: PAGE_MAX + 2 }, (_, index) => ({
    kind: "character" as const,
    hash: new Uint8Array([index >> 8, index & 255]),
    family_id: `family-${index}`,
    account_id: t.player.id,
    character_id: 7,
    server_id: "server_001",
    game_id: "arena",
    created_at: now,
    expires_at: now + DAY_MS,
    family_expires_at: now + DAY_MS,
    rotated_at: null,
    ended_at: now,
    end_reason: "revoked",
  }));
  for (let start = 0; start < rows.length; start += 200) {
    await t.database.write.insertInto("game_tokens").values(rows.slice(start, start + 200)).execute();
  }
  const read = feedOf(t);
  const first = await read(null);
  const second = await read(first.next);

  expect([first.more, second.more]).toEqual([true, false]);
  const families = [...first.revocations, ...second.revocations].map(({ familyId }) => familyId);
  expect(families).toEqual(rows.map((row) => row.family_id));
  // Behind the last page the overlap holds again.
  expect(second.next?.id).toBeNull();
});

Deno.test("a place is written and read alike", () => {
  const at = new Date("2026-01-01T00:00:00.123Z");
  for (const position of [{ at, id: null }, { at, id: 42 }]) {
    expect(parsePosition(formatPosition(position))).toEqual(position);
  }
  expect(parsePosition("2026-01-01T01:00:00.123+01:00")).toEqual({ at, id: null });
  for (const text of ["", "1767225600", "2026-01-01", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00Z~", "x~1"]) {
    expect(parsePosition(text)).toBeNull();
  }
});

tokenTest("who asks from where a clock was that has gone back hears of what dies now", async (t) => {
  const read = feedOf(t);
  const { currentAt } = await read(null);
  t.clock.setBack(2 * 60 * 60_000);
  const token = await t.issueCharacter();
  await revoke(t, token);
  const { revocations } = await read({ at: currentAt, id: null });
  expect(revocations).toMatchObject([{ familyId: await familyOf(t, token) }]);
});
