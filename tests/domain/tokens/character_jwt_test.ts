import { expect } from "expect";
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { createSecretBox } from "../../../lib/platform/crypto/secret_box.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { createCharacterJwts } from "../../../lib/domain/tokens/character_jwt.ts";
import { openKeyPairs } from "../../../lib/domain/tokens/jwt/key_pairs.ts";
import { createSharedSecretKeys } from "../../../lib/domain/tokens/jwt/shared_secret.ts";
import { createTokenSigner } from "../../../lib/domain/tokens/jwt/signer.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { createTokenTest, DAY_MS, ORIGIN } from "./setup.ts";

/** The core with character tokens that are JWTs. */
async function withJwts(database: Database) {
  const clock = createTestClock();
  const box = createSecretBox({ key: new Uint8Array(32), random: systemRandom });
  const parts = { database, box, clock, random: systemRandom, log: silentLog, tokenLifetimeSecondsMax: 86_400 };
  const keys = await openKeyPairs(parts);
  const characterTokenText = createCharacterJwts({ keys, issuer: "gatehouse", random: systemRandom });
  const t = await createTokenTest(database, { clock, characterTokenText });
  const close = async () => {
    keys.close();
    await t.close();
  };
  return { ...t, keys, close };
}

eachDatabase("a character's JWT names account, character, family, game and server", async (database) => {
  const t = await withJwts(database);
  const token = await t.issueCharacter({ characterId: 7, gameId: "arena", serverId: "server_001" });
  const key = await importJWK(t.keys.published()[0]!, "EdDSA");
  const { payload, protectedHeader } = await jwtVerify(token, key, {
    issuer: "gatehouse",
    audience: "server_001",
    algorithms: ["EdDSA"],
    typ: "character+jwt",
    currentDate: t.clock.now(),
  });
  const row = await t.database.read.selectFrom("game_tokens").select("family_id").executeTakeFirstOrThrow();

  expect(protectedHeader.kid).toBe(t.keys.published()[0]!.kid);
  expect(payload).toEqual({
    iss: "gatehouse",
    aud: ["arena", "server_001"],
    sub: `account_${t.player.id}`,
    chr: "char_7",
    sid: row.family_id,
    jti: expect.any(String),
    iat: t.clock.now().getTime() / 1_000,
    exp: (t.clock.now().getTime() + DAY_MS) / 1_000,
  });
  await t.close();
});

eachDatabase("a character's JWT says its name and level, as they are when it is made", async (database) => {
  const t = await withJwts(database);
  const { id } = await t.characters.create({ accountId: t.player.id, gameId: "my_game", name: "Arthur" });
  const token = await t.issueCharacter({ characterId: id });
  expect(decodeJwt(token)).toMatchObject({ name: "Arthur", level: 1 });
  await t.characters.update({ characterId: id, gameId: null, change: { level: 9 } });
  const rotated = await t.gameTokens.rotate({ token, kind: "character", origin: ORIGIN });
  expect(decodeJwt(rotated.token)).toMatchObject({ name: "Arthur", level: 9 });
  await t.close();
});

eachDatabase("a JWT is rotated, revalidated and revoked like every token", async (database) => {
  const t = await withJwts(database);
  const first = await t.issueCharacter();
  const { token: second } = await t.gameTokens.rotate({ token: first, kind: "character", origin: ORIGIN });

  expect(second).not.toBe(first);
  expect((await t.revalidator.revalidate(second, "character")).valid).toBe(true);
  expect(await t.revalidator.revalidate(first, "character")).toEqual({ valid: false, reason: "revoked" });
  await t.gameTokens.revoke({ token: second, origin: ORIGIN });
  expect(await t.revalidator.revalidate(second, "character")).toEqual({ valid: false, reason: "revoked" });
  await t.close();
});

eachDatabase("a JWT expires in the same second as its row", async (database) => {
  const t = await withJwts(database);
  t.clock.advance(1_234);
  const token = await t.issueCharacter();
  const { exp } = JSON.parse(atob(token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/")));
  const row = await t.database.read.selectFrom("game_tokens").select("expires_at").executeTakeFirstOrThrow();

  expect(row.expires_at).toBe(exp * 1_000);
  await t.close();
});

eachDatabase("a character's JWT opens no session", async (database) => {
  const t = await withJwts(database);
  const token = await t.issueCharacter({ gameId: "gatehouse" });
  const sessions = createTokenSigner({ keys: t.keys, issuer: "gatehouse", audience: "gatehouse", clock: t.clock });

  expect(await codeOf(sessions.verify(token))).toBe("wrong_token_type");
  await t.close();
});

eachDatabase("after a rotation of keys the old key is published until its last token is gone", async (database) => {
  const t = await withJwts(database);
  const oldToken = await t.issueCharacter();
  await t.keys.rotate();
  const newToken = await t.issueCharacter();
  const kids = () => t.keys.published().map(({ kid }) => kid);
  const oldKid = decodeProtectedHeader(oldToken).kid;
  const newKid = decodeProtectedHeader(newToken).kid;

  expect(newKid).not.toBe(oldKid);
  t.clock.advance(DAY_MS);
  expect(kids()).toContain(oldKid);
  t.clock.advance(120_000);
  expect(kids()).toEqual([newKid]);
  await t.close();
});

Deno.test("a shared secret is refused: whoever verifies with it could sign", async () => {
  const keys = await createSharedSecretKeys("a secret of more than thirty-two bytes");
  expect(() => createCharacterJwts({ keys, issuer: "gatehouse", random: systemRandom })).toThrow("Ed25519");
});
