import { expect } from "expect";
import { createAudit } from "../../../../lib/domain/audit/audit.ts";
import { createSecretBox } from "../../../../lib/platform/crypto/secret_box.ts";
import type { Database } from "../../../../lib/platform/database/database.ts";
import { silentLog } from "../../../../lib/platform/log/log.ts";
import { systemRandom } from "../../../../lib/platform/random.ts";
import { openKeyPairs } from "../../../../lib/domain/tokens/jwt/key_pairs.ts";
import { createKeyRotation } from "../../../../lib/domain/tokens/jwt/key_rotation.ts";
import { createTestClock } from "../../../support/test_clock.ts";
import { eachDatabase } from "../../../support/test_database.ts";

const DAY_MS = 24 * 60 * 60_000;

async function rotationOn(database: Database) {
  const clock = createTestClock();
  const random = systemRandom;
  const box = createSecretBox({ key: new Uint8Array(32), random });
  const keyPairs = await openKeyPairs({ database, box, clock, random, log: silentLog, tokenLifetimeSecondsMax: 60 });
  const audit = createAudit({ clock });
  const rotation = createKeyRotation({ database, clock, audit, keyPairs, signingKeyDays: 90 });
  return { clock, audit, rotation, keyPairs, signingKey: () => keyPairs.current().keyId };
}

eachDatabase("a key is replaced by command, and the log tells by whom and why", async (database) => {
  const { rotation, audit, keyPairs, signingKey } = await rotationOn(database);
  const before = signingKey();
  await rotation.rotate({ actor: "admin", address: "192.0.2.1", reason: "a laptop was lost" });

  expect(signingKey()).not.toBe(before);
  const { items } = await audit.list(database.read, { limit: 5 });
  expect(items).toMatchObject([
    { action: "key.rotate", actor: "admin", address: "192.0.2.1", reason: "signing key: a laptop was lost" },
  ]);
  keyPairs.close();
});

eachDatabase("a key is replaced by age, on its day and not before", async (database) => {
  const { clock, rotation, keyPairs, signingKey } = await rotationOn(database);
  const before = signingKey();
  clock.advance(90 * DAY_MS - 1);
  expect(await rotation.rotateOld()).toBe(false);
  expect(signingKey()).toBe(before);

  clock.advance(1);
  expect(await rotation.rotateOld()).toBe(true);
  expect(signingKey()).not.toBe(before);
  expect(await rotation.rotateOld()).toBe(false);
  keyPairs.close();
});
