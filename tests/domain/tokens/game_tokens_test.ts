import { expect } from "expect";
import { hashSecret } from "../../../lib/platform/crypto/secret_hash.ts";
import { codeOf } from "../../support/code_of.ts";
import { DAY_MS, HOUR_MS, ORIGIN, tokenEntries, type TokenTest, tokenTest } from "./setup.ts";

const reasonOf = async (t: TokenTest, token: string, kind: "login" | "character" = "login") => {
  const answer = await t.revalidator.revalidate(token, kind);
  return answer.valid ? "valid" : answer.reason;
};
const rotate = (t: TokenTest, token: string, kind: "login" | "character" = "login") =>
  t.gameTokens.rotate({ token, kind, origin: ORIGIN });

tokenTest("a token is 32 random bytes in base64url, and only its SHA-256 is stored", async (t) => {
  const token = await t.issueLogin();
  const rows = await t.database.read.selectFrom("game_tokens").selectAll().execute();

  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(Uint8Array.fromBase64(token, { alphabet: "base64url" }).length).toBe(32);
  expect(rows.map((row) => new Uint8Array(row.hash))).toEqual([hashSecret(token)]);
  expect(JSON.stringify(rows)).not.toContain(token);
});

tokenTest("a login token lives for an hour, a character token for a day", async (t) => {
  const login = await t.issueLogin();
  const character = await t.issueCharacter();

  t.clock.advance(HOUR_MS - 1);
  expect(await reasonOf(t, login)).toBe("valid");
  t.clock.advance(1);
  expect(await reasonOf(t, login)).toBe("expired");
  expect(await codeOf(rotate(t, login))).toBe("token_expired");

  t.clock.advance(DAY_MS - HOUR_MS - 1);
  expect(await reasonOf(t, character, "character")).toBe("valid");
  t.clock.advance(1);
  expect(await reasonOf(t, character, "character")).toBe("expired");
});

tokenTest("rotation starts the expiry anew", async (t) => {
  const first = await t.issueLogin();
  t.clock.advance(HOUR_MS / 2);
  const { token, expiresAt } = await rotate(t, first);

  expect(expiresAt).toEqual(new Date(t.clock.now().getTime() + HOUR_MS));
  expect(await reasonOf(t, token)).toBe("valid");
  expect(await reasonOf(t, first)).toBe("revoked");
});

tokenTest("a family ends 30 days after its first token, however often it was rotated", async (t) => {
  const bornAtMs = t.clock.now().getTime();
  let token = await t.issueCharacter();
  for (let day = 0; day < 59; day++) {
    t.clock.advance(DAY_MS / 2);
    const rotated = await rotate(t, token, "character");
    expect(rotated.expiresAt.getTime()).toBeLessThanOrEqual(bornAtMs + 30 * DAY_MS);
    token = rotated.token;
  }
  t.clock.advance(DAY_MS / 2 - 1);
  expect(await reasonOf(t, token, "character")).toBe("valid");
  t.clock.advance(1);
  expect(await codeOf(rotate(t, token, "character"))).toBe("token_expired");
});

tokenTest("of sixteen rotations at once exactly one wins, and the others end nothing", async (t) => {
  const token = await t.issueLogin();
  const results = await Promise.allSettled(Array.from({ length: 16 }, () => rotate(t, token)));
  const won = results.filter((result) => result.status === "fulfilled");
  const lost = results.filter((result) => result.status === "rejected");

  expect(won.length).toBe(1);
  expect(new Set(lost.map(({ reason }) => reason.code))).toEqual(new Set(["token_rotated"]));
  expect(await reasonOf(t, won[0]!.value.token)).toBe("valid");
  const live = await t.database.read.selectFrom("game_tokens").select("id").where("rotated_at", "is", null).execute();
  expect(live.length).toBe(1);
  expect(await tokenEntries(t)).toEqual(["token.issue: login token", "token.rotate: login token"]);
});

tokenTest("for ten seconds a rotated token is a loser of the race", async (t) => {
  const token = await t.issueLogin();
  const { token: next } = await rotate(t, token);

  t.clock.advance(10_000);
  expect(await codeOf(rotate(t, token))).toBe("token_rotated");
  expect(await reasonOf(t, next)).toBe("valid");
});

tokenTest("a rotated token that comes back later ends its whole family, once", async (t) => {
  const other = await t.issueLogin();
  const first = await t.issueLogin();
  const { token: second } = await rotate(t, first);
  const { token: third } = await rotate(t, second);

  t.clock.advance(10_001);
  expect(await codeOf(rotate(t, first))).toBe("invalid_token");
  expect(await reasonOf(t, third)).toBe("revoked");
  expect(await codeOf(rotate(t, third))).toBe("invalid_token");
  expect(await codeOf(rotate(t, first))).toBe("invalid_token");
  expect(await reasonOf(t, other)).toBe("valid");
  expect((await tokenEntries(t)).filter((entry) => entry.startsWith("token.reuse"))).toEqual([
    "token.reuse: login token: came back after its rotation, so the whole family was revoked",
  ]);
});

tokenTest("a rotated token counts as stolen even after it would have expired", async (t) => {
  const first = await t.issueLogin();
  t.clock.advance(HOUR_MS - 1_000);
  const { token: second } = await rotate(t, first);

  t.clock.advance(30_000);
  expect(await codeOf(rotate(t, first))).toBe("invalid_token");
  expect(await reasonOf(t, second)).toBe("revoked");
});

tokenTest("revalidating a rotated token is never reuse", async (t) => {
  const first = await t.issueLogin();
  const { token: second } = await rotate(t, first);
  t.clock.advance(60_000);

  expect(await reasonOf(t, first)).toBe("revoked");
  expect(await reasonOf(t, second)).toBe("valid");
});

tokenTest("revoking any token of a family ends the family and no other", async (t) => {
  const other = await t.issueLogin();
  const first = await t.issueLogin();
  const { token: second } = await rotate(t, first);

  await t.gameTokens.revoke({ token: first, origin: ORIGIN });
  expect(await reasonOf(t, second)).toBe("revoked");
  expect(await codeOf(rotate(t, second))).toBe("invalid_token");
  expect(await reasonOf(t, other)).toBe("valid");

  // Again, and of a token that never was: nothing happens, nothing is written.
  await t.gameTokens.revoke({ token: second, origin: ORIGIN });
  await t.gameTokens.revoke({ token: "never-issued", origin: ORIGIN });
  expect((await tokenEntries(t)).filter((entry) => entry.startsWith("token.revoke"))).toEqual([
    "token.revoke: login token",
  ]);
});

tokenTest("an operator's revocation is written down with the operator and the reason", async (t) => {
  const token = await t.issueCharacter();
  await t.gameTokens.revoke({ token, origin: ORIGIN, by: { actor: "admin", reason: "sold" } });

  const { items } = await t.audit.list(t.database.read, { limit: 1 });
  expect(items[0]).toMatchObject({
    action: "token.revoke",
    actor: "admin",
    account: t.player.id,
    door: "game_auth",
    address: ORIGIN.address,
    reason: "character token of char_7 on server_001: sold",
  });
});

tokenTest("a token of the other type is refused and not ended", async (t) => {
  const login = await t.issueLogin();
  const character = await t.issueCharacter();

  expect(await codeOf(rotate(t, login, "character"))).toBe("wrong_token_type");
  expect(await codeOf(rotate(t, character, "login"))).toBe("wrong_token_type");
  expect(await codeOf(rotate(t, "never-issued"))).toBe("invalid_token");
  expect(await reasonOf(t, login, "character")).toBe("wrong_type");
  expect(await reasonOf(t, character, "login")).toBe("wrong_type");
  expect(await reasonOf(t, "never-issued")).toBe("unknown");
  expect(await reasonOf(t, login)).toBe("valid");
});

tokenTest("a rotated character token keeps its character, server and game", async (t) => {
  const token = await t.issueCharacter({ characterId: 9, serverId: "server_002", gameId: "chess" });
  const { token: next } = await rotate(t, token, "character");

  const answer = await t.revalidator.revalidate(next, "character");
  expect(answer).toMatchObject({
    valid: true,
    token: { accountId: t.player.id, bound: { characterId: 9, serverId: "server_002", gameId: "chess" } },
  });
});

tokenTest("a ban ends every token and says so to whoever rotates one", async (t) => {
  const login = await t.issueLogin();
  const character = await t.issueCharacter();
  const by = { actor: "admin", address: "192.0.2.1", reason: "cheating" };
  const { id: suspensionId } = await t.suspensions.suspend({ accountId: t.player.id, until: null, ...by });

  expect(await reasonOf(t, login)).toBe("revoked");
  expect(await reasonOf(t, character, "character")).toBe("revoked");
  expect(await codeOf(rotate(t, login))).toBe("account_banned");

  await t.suspensions.lift({ accountId: t.player.id, suspensionId, ...by });
  expect(await codeOf(rotate(t, login))).toBe("invalid_token");
});

tokenTest("a suspension names its end", async (t) => {
  const login = await t.issueLogin();
  const until = new Date(t.clock.now().getTime() + HOUR_MS);
  await t.suspensions.suspend({
    accountId: t.player.id,
    until,
    actor: "admin",
    address: "192.0.2.1",
    reason: "spam",
  });

  await expect(rotate(t, login)).rejects.toMatchObject({
    code: "account_suspended",
    details: { reason: "spam", until },
  });
});

tokenTest("a changed password and a logout everywhere end all tokens of the account only", async (t) => {
  const other = await t.register("Nimue");
  const othersToken = await t.issueLogin(other.id);
  const identity = await t.sessions.verify(t.player.token);
  const passwords = { currentPassword: "correct horse", newPassword: "battery staple" };

  const first = await t.issueLogin();
  await t.accounts.changePassword({
    accountId: t.player.id,
    sessionId: identity.sessionId,
    ...passwords,
    origin: ORIGIN,
  });
  expect(await reasonOf(t, first)).toBe("revoked");

  const second = await t.issueLogin();
  await t.sessions.logOutEverywhere(identity, ORIGIN);
  expect(await reasonOf(t, second)).toBe("revoked");
  expect(await reasonOf(t, othersToken)).toBe("valid");
});

tokenTest("a logout ends no login token", async (t) => {
  const login = await t.issueLogin();
  await t.sessions.logOut(await t.sessions.verify(t.player.token), ORIGIN);
  expect(await reasonOf(t, login)).toBe("valid");
});

tokenTest("deleting a character ends its tokens, and leaves those of others alone", async (t) => {
  const character = await t.characters.create({ accountId: t.player.id, gameId: "my_game", name: "Morgana" });
  const its = await t.issueCharacter({ characterId: character.id });
  const anothers = await t.issueCharacter({ characterId: character.id + 1 });
  const login = await t.issueLogin();

  await t.characters.delete({ accountId: t.player.id, characterId: character.id });
  expect(await reasonOf(t, its, "character")).toBe("revoked");
  expect(await reasonOf(t, anothers, "character")).toBe("valid");
  expect(await reasonOf(t, login)).toBe("valid");
});

tokenTest("deleting a server ends the tokens that are bound to it", async (t) => {
  const here = await t.issueCharacter({ serverId: "server_001" });
  const there = await t.issueCharacter({ serverId: "server_002" });

  await t.database.transaction((unit) => t.tokenEnds.endOfServer(unit, "server_001"));
  expect(await reasonOf(t, here, "character")).toBe("revoked");
  expect(await reasonOf(t, there, "character")).toBe("valid");
});

tokenTest("no token is born of a rotation that an end of the account did not see", async (t) => {
  const tokens = await Promise.all(Array.from({ length: 8 }, () => t.issueLogin()));
  const identity = await t.sessions.verify(t.player.token);
  const rotations = tokens.map((token) => rotate(t, token));
  const results = await Promise.allSettled([...rotations, t.sessions.logOutEverywhere(identity, ORIGIN)]);

  expect(results.at(-1)?.status).toBe("fulfilled");
  const live = await t.database.read.selectFrom("game_tokens").select("id").where("ended_at", "is", null).execute();
  expect(live).toEqual([]);
});

tokenTest("of too many families of one kind the oldest ends", async (t) => {
  const character = await t.issueCharacter();
  const logins = [];
  for (let count = 0; count < 101; count++) logins.push(await t.issueLogin());

  expect(await reasonOf(t, logins[0]!)).toBe("revoked");
  expect(await reasonOf(t, logins[1]!)).toBe("valid");
  expect(await reasonOf(t, logins[100]!)).toBe("valid");
  expect(await reasonOf(t, character, "character")).toBe("valid");
});

tokenTest(
  "a token that was rotated is no race once the clock has gone back two hours: it ends its family",
  async (t) => {
    const old = await t.issueLogin();
    const next = await t.rotateLogin(old);
    t.clock.setBack(2 * HOUR_MS);
    expect(await reasonOf(t, next)).toBe("valid");
    expect(await codeOf(rotate(t, old))).toBe("invalid_token");
    expect(await reasonOf(t, next)).toBe("revoked");
  },
);
