import { expect } from "expect";
import type { CredentialScheme } from "../../../lib/domain/accounts/credential_schemes.ts";
import { createInlineHasher } from "../../../lib/platform/crypto/inline_hasher.ts";
import type { PasswordHasher } from "../../../lib/platform/crypto/password_hasher.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { writeCredentials } from "../../../lib/domain/accounts/credentials.ts";
import { addAccount } from "../../support/accounts.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const OLD = "an old password";
const NEW = "a new password";
/** Longer than bcrypt reads. */
const LONG = "long ".repeat(20).trim();

/** Its secret is the password itself: what an older system left behind. */
const PLAIN: CredentialScheme = {
  name: "plain",
  needs: "username",
  derive: ({ password }) => Promise.resolve(new TextEncoder().encode(password)),
  verify: ({ password, stored }) => Promise.resolve(new TextDecoder().decode(stored) === password),
};

/** An account that came with such a secret and has no bcrypt hash; `beforeHash` runs ahead of each new hash. */
async function setUp(database: Database, secret: string) {
  const hasher = createInlineHasher();
  const state = { beforeHash: () => Promise.resolve() };
  const held: PasswordHasher = {
    ...hasher,
    async hash(password) {
      await state.beforeHash();
      return await hasher.hash(password);
    },
  };
  const core = await createTestCore(database, { schemes: [PLAIN], hasher: held });
  const id = await addAccount(database, "ada");
  await core.schemes.store(database.write, id, [{ scheme: "plain", secret: new TextEncoder().encode(secret) }]);
  const logIn = (password: string) =>
    codeOf(core.accounts.logIn({ username: "ada", password, origin: ORIGIN }, () => Promise.resolve()));
  return { core, hasher, id, logIn, state };
}

eachDatabase("a login that was under way while a reset commits writes nothing over it", async (database) => {
  const { core, hasher, id, logIn, state } = await setUp(database, OLD);
  let isReset = false;
  state.beforeHash = async () => {
    if (isReset) return;
    isReset = true;
    const passwordHash = await hasher.hash(NEW);
    const secrets = await core.schemes.derive({ username: "ada", email: null }, NEW);
    await core.database.transaction((unit) => writeCredentials(unit, core.schemes, id, { passwordHash, secrets }));
  };
  expect(await logIn(OLD)).toBe("invalid_credentials");
  expect(await logIn(NEW)).toBe("no error");
  expect(await logIn(OLD)).toBe("invalid_credentials");
});

eachDatabase("two first logins at once both come in", async (database) => {
  const { logIn } = await setUp(database, OLD);
  expect(await Promise.all([logIn(OLD), logIn(OLD), logIn(OLD)])).toEqual(Array(3).fill("no error"));
});

eachDatabase("a password over 72 bytes that an older secret proves lets in, and gives no hash", async (database) => {
  const { core, id, logIn } = await setUp(database, LONG);
  expect(await logIn(LONG.slice(0, 72))).toBe("invalid_credentials");
  expect(await logIn("x".repeat(1_025))).toBe("invalid_credentials");
  expect(await logIn(LONG)).toBe("no error");
  expect((await core.accounts.get(id)).passwordHash).toBeNull();
});

eachDatabase("a stored hash that is none is a failed login", async (database) => {
  const { id, logIn } = await setUp(database, OLD);
  for (const hash of ["", "plain", "$2b$31$" + "a".repeat(53)]) {
    await database.write.updateTable("accounts").set({ password_hash: hash }).where("id", "=", id).execute();
    expect(await logIn(OLD)).toBe("invalid_credentials");
  }
});
