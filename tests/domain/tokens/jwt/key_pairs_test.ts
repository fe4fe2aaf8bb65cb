import { expect } from "expect";
import type { Clock } from "../../../../lib/platform/clock.ts";
import { createSecretBox, type SecretBox, SecretBoxError } from "../../../../lib/platform/crypto/secret_box.ts";
import type { Database } from "../../../../lib/platform/database/database.ts";
import { createLog, type LogRecord } from "../../../../lib/platform/log/log.ts";
import { systemRandom } from "../../../../lib/platform/random.ts";
import { type KeyPairs, openKeyPairs } from "../../../../lib/domain/tokens/jwt/key_pairs.ts";
import { createTokenSigner } from "../../../../lib/domain/tokens/jwt/signer.ts";
import { codeOf } from "../../../support/code_of.ts";
import { createTestClock } from "../../../support/test_clock.ts";
import { eachDatabase } from "../../../support/test_database.ts";

const CLAIMS = { sub: "42", username: "Ada", sid: "session", jti: "token" };
const HOUR_MS = 3_600_000;
const box = createSecretBox({ key: new Uint8Array(32).fill(3), random: systemRandom });

interface Instance {
  readonly keys: KeyPairs;
  readonly records: LogRecord[];
  sign(): string;
  verify(token: string): Promise<string>;
}

async function open(database: Database, clock: Clock, secretBox: SecretBox = box): Promise<Instance> {
  const records: LogRecord[] = [];
  const log = createLog((record) => records.push(record));
  const parts = { database, box: secretBox, clock, random: systemRandom, log, tokenLifetimeSecondsMax: 3_600 };
  const keys = await openKeyPairs(parts);
  const signer = createTokenSigner({ keys, issuer: "gatehouse", audience: "gatehouse", clock });
  return {
    keys,
    records,
    sign: () => signer.sign(CLAIMS, 3_600),
    verify: (token) => codeOf(signer.verify(token)),
  };
}

/** The same database for an instance that hears nothing of the others. */
const deaf = (database: Database): Database => ({
  ...database,
  events: { ...database.events, subscribe: () => () => {}, onGap: () => () => {} },
});

/** A database whose reads fail from `lose()` until `restore()`. */
function breakable(database: Database) {
  let isLost = false;
  const gone = () => {
    throw Object.assign(new Error("gone"), { code: "unavailable" });
  };
  const broken: Database = {
    ...database,
    get read() {
      return isLost ? gone() : database.read;
    },
  };
  return { database: broken, lose: () => (isLost = true), restore: () => (isLost = false) };
}

eachDatabase("the first start makes a key, and the next finds it", async (database) => {
  const clock = createTestClock();
  const first = await open(database, clock);
  const second = await open(database, clock);
  expect(second.keys.current().keyId).toBe(first.keys.current().keyId);
  expect(await second.verify(await first.sign())).toBe("no error");
  expect(await database.read.selectFrom("signing_keys").select("id").execute()).toHaveLength(1);
});

eachDatabase("instances that start together agree on one key", async (database) => {
  const clock = createTestClock();
  const instances = await Promise.all([1, 2, 3, 4].map(() => open(database, clock)));
  expect(new Set(instances.map(({ keys }) => keys.current().keyId)).size).toBe(1);
  expect(await database.read.selectFrom("signing_keys").select("id").execute()).toHaveLength(1);
});

eachDatabase("the private key lies sealed in the database, and under no other master key", async (database) => {
  const clock = createTestClock();
  const { keys } = await open(database, clock);
  const row = await database.read.selectFrom("signing_keys").selectAll().executeTakeFirstOrThrow();
  const seed = await box.open(new Uint8Array(row.private_key), `signing_keys:${keys.current().keyId}:private_key`);
  expect(seed).toHaveLength(32);
  expect(Object.keys(JSON.parse(row.public_jwk)).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);

  const otherBox = createSecretBox({ key: new Uint8Array(32).fill(4), random: systemRandom });
  await expect(open(database, clock, otherBox)).rejects.toThrow(SecretBoxError);
});

eachDatabase("after a rotation the new key signs, and the old one's tokens hold", async (database) => {
  const clock = createTestClock();
  const instance = await open(database, clock);
  const oldId = instance.keys.current().keyId;
  const token = await instance.sign();
  await instance.keys.rotate();
  expect(instance.keys.current().keyId).not.toBe(oldId);
  expect(await instance.verify(token)).toBe("no error");
  expect(await instance.verify(await instance.sign())).toBe("no error");
  expect(instance.keys.published().map(({ kid }) => kid).sort()).toEqual([oldId, instance.keys.current().keyId].sort());
});

eachDatabase("a retired key is gone once the last of its tokens has expired", async (database) => {
  const clock = createTestClock();
  const instance = await open(database, clock);
  const oldId = instance.keys.current().keyId;
  const long = createTokenSigner({ keys: instance.keys, issuer: "gatehouse", audience: "gatehouse", clock });
  const token = await long.sign(CLAIMS, 10 * 3_600);
  await instance.keys.rotate();
  clock.advance(HOUR_MS + 59_999);
  expect(await instance.verify(token)).toBe("no error");
  clock.advance(1);
  expect(await instance.verify(token)).toBe("invalid_token");
  expect(instance.keys.published().map(({ kid }) => kid)).not.toContain(oldId);

  await instance.keys.rotate();
  const rows = await database.read.selectFrom("signing_keys").select("id").execute();
  expect(rows.map(({ id }) => id)).not.toContain(oldId);
});

eachDatabase("of rotations at once one has an effect", async (database) => {
  const clock = createTestClock();
  const instances = await Promise.all([1, 2, 3].map(() => open(database, clock)));
  await Promise.all(instances.map(({ keys }) => keys.rotate()));
  expect(await database.read.selectFrom("signing_keys").select("id").execute()).toHaveLength(2);
  expect(new Set(instances.map(({ keys }) => keys.current().keyId)).size).toBe(1);
});

eachDatabase("an instance that hears of a rotation signs with the new key", async (database) => {
  const clock = createTestClock();
  const hearing = await open(database, clock);
  const other = await open(deaf(database), clock);
  await other.keys.rotate();
  // The event starts the reload; the look-up of the new key waits for it.
  expect(await hearing.verify(await other.sign())).toBe("no error");
  expect(hearing.keys.current().keyId).toBe(other.keys.current().keyId);
});

eachDatabase("an unknown key is looked up in the database, but not more than once a second", async (database) => {
  const clock = createTestClock();
  const instance = await open(deaf(database), clock);
  const other = await open(deaf(database), clock);
  expect(await codeOf(instance.keys.find("made up").then((key) => expect(key).toBeNull()))).toBe("no error");

  await other.keys.rotate();
  const token = await other.sign();
  clock.advance(999);
  expect(await instance.verify(token)).toBe("invalid_token");
  clock.advance(1);
  expect(await Promise.all([instance.verify(token), instance.verify(token)])).toEqual(["no error", "no error"]);
});

eachDatabase("a lost database leaves the known keys at work, and is no word on unknown ones", async (database) => {
  const clock = createTestClock();
  const { database: broken, lose, restore } = breakable(database);
  const instance = await open(broken, clock);
  const other = await open(deaf(database), clock);
  const token = await instance.sign();
  lose();
  await other.keys.rotate();
  expect(await instance.verify(token)).toBe("no error");
  expect(await instance.verify(await other.sign())).toBe("unavailable");
  expect(instance.records.map(({ level, message }) => [level, message])).toContainEqual([
    "warn",
    "Could not reload the signing keys; the known ones stay",
  ]);
  restore();
  clock.advance(1_000);
  expect(await instance.verify(await other.sign())).toBe("no error");
});

eachDatabase("a current key whose row is gone is replaced by a new one", async (database) => {
  const clock = createTestClock();
  const lost = (await open(database, clock)).keys.current().keyId;
  await database.write.deleteFrom("signing_keys").execute();
  const instances = await Promise.all([1, 2].map(() => open(database, clock)));
  const ids = new Set(instances.map(({ keys }) => keys.current().keyId));
  expect(ids.size).toBe(1);
  expect(ids).not.toContain(lost);
});

eachDatabase("closed keys hear nothing more", async (database) => {
  const clock = createTestClock();
  const instance = await open(database, clock);
  const before = instance.keys.current().keyId;
  instance.keys.close();
  await (await open(database, clock)).keys.rotate();
  await instance.keys.find(before ?? "");
  expect(instance.keys.current().keyId).toBe(before);
});
