import { expect } from "expect";
import { deleteForgottenAddresses, isKnownAddress } from "../../../lib/domain/accounts/known_addresses.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, PASSWORD, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

interface Try {
  readonly username?: string;
  readonly email?: string;
  readonly address: string;
  readonly password?: string;
}

const logIn = (core: TestCore, { address, password = "a guess", ...login }: Try) =>
  core.accounts.logIn({ ...login, password, origin: { door: "http", address } }, () => Promise.resolve());

/** Wrong passwords, each from an address that nobody has seen. */
async function guess(core: TestCore, count: number, login: { username?: string; email?: string }, from = 1) {
  const codes: string[] = [];
  for (let made = 0; made < count; made++) {
    codes.push(await codeOf(logIn(core, { ...login, address: `203.0.113.${from + made}` })));
  }
  return codes;
}

const failed = (count: number): string[] => Array(count).fill("invalid_credentials");

for (const username of ["ada", "nobody"]) {
  eachDatabase(`after ten failures strangers share one try each 30 s: ${username}`, async (database) => {
    const core = await createTestCore(database);
    await core.register("ada");
    expect(await guess(core, 11, { username })).toEqual(failed(11));
    const refused = await logIn(core, { username, address: "192.0.2.1" }).catch((error) => error);
    expect(refused).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 30 } });
    core.clock.advance(30_000);
    expect(await guess(core, 3, { username }, 50)).toEqual(["invalid_credentials", "rate_limited", "rate_limited"]);
    // However it is written.
    expect(await guess(core, 1, { username: username.toUpperCase() })).toEqual(["rate_limited"]);
    core.clock.advance(HOUR_MS);
    expect(await guess(core, 2, { username })).toEqual(failed(2));
  });
}

eachDatabase("nothing is computed for a guess that is refused, however many come at once", async (database) => {
  const core = await createTestCore(database);
  await core.register("ada");
  const codes = await Promise.all(
    Array.from({ length: 60 }, (_, index) => codeOf(logIn(core, { username: "ada", address: `203.0.113.${index}` }))),
  );
  expect(codes.filter((code) => code === "invalid_credentials")).toHaveLength(11);
  const { items } = await core.audit.list(database.read, { action: "login.failed", limit: 100 });
  expect(items).toHaveLength(11);
});

eachDatabase("the player's own addresses do not wait, for 90 days", async (database) => {
  const core = await createTestCore(database);
  const { id } = await core.register("ada");
  const holiday = "2001:db8:1:2::3";
  await logIn(core, { username: "ada", password: PASSWORD, address: holiday });
  core.clock.advance(2 * DAY_MS);
  await guess(core, 20, { username: "ada" });
  const tryFrom = (address: string) => codeOf(logIn(core, { username: "ada", password: PASSWORD, address }));
  expect(await tryFrom(ORIGIN.address)).toBe("no error");
  expect(await tryFrom("2001:db8:1:2:ffff::1")).toBe("no error"); // the same /64
  expect(await tryFrom("198.51.100.99")).toBe("rate_limited");
  core.clock.advance(90 * DAY_MS);
  expect(await isKnownAddress(database.read, id, holiday, core.clock.now())).toBe(false);
  expect(await deleteForgottenAddresses(core.database, core.clock.now())).toBe(false);
  expect(await database.read.selectFrom("account_addresses").selectAll().execute()).toEqual([]);
});

eachDatabase("a right password is no guess", async (database) => {
  const core = await createTestCore(database);
  await core.register("ada");
  for (let count = 1; count <= 15; count++) {
    await logIn(core, { username: "ada", password: PASSWORD, address: `203.0.113.${count}` });
  }
  expect(await guess(core, 1, { username: "ada" }, 100)).toEqual(failed(1));
});

eachDatabase(
  "guesses by e-mail are counted by the e-mail, and exempt addresses neither count nor wait",
  async (database) => {
    const core = await createTestCore(database, { limits: { exempt: ["192.0.2.0/24"] } });
    const email = "nobody@example.org";
    for (let count = 0; count < 20; count++) {
      expect(await codeOf(logIn(core, { email, address: "192.0.2.7" }))).toBe("invalid_credentials");
    }
    expect(await guess(core, 12, { email })).toEqual([...failed(11), "rate_limited"]);
    expect(await codeOf(logIn(core, { email, address: "192.0.2.7" }))).toBe("invalid_credentials");
  },
);

eachDatabase("who stole a session guesses at its password no faster than any stranger", async (database) => {
  const core = await createTestCore(database);
  const { id: accountId, token } = await core.register("ada");
  const { sessionId } = await core.sessions.verify(token);
  const change = (currentPassword: string, address: string) =>
    codeOf(core.accounts.changePassword({
      accountId,
      sessionId,
      currentPassword,
      newPassword: "battery staple",
      origin: { door: "http", address },
    }));
  const codes: string[] = [];
  for (let made = 1; made <= 11; made++) codes.push(await change("a guess", `203.0.113.${made}`));
  expect(codes).toEqual(failed(11));
  expect(await change(PASSWORD, "203.0.113.99")).toBe("rate_limited");
  // Guesses by the name are others', whoever has no session: neither slows the other.
  expect(await codeOf(logIn(core, { username: "ada", address: "203.0.113.99" }))).toBe("invalid_credentials");
  // The player, at home.
  expect(await change(PASSWORD, ORIGIN.address)).toBe("no error");
});

eachDatabase("strangers who guess by the name slow nobody down who is signed in, wherever", async (database) => {
  const core = await createTestCore(database);
  const { id: accountId } = await core.register("ada");
  await guess(core, 12, { username: "ada" });
  const changed = core.accounts.changeEmail({
    accountId,
    password: PASSWORD,
    email: "ada@example.org",
    origin: { door: "http", address: "192.0.2.77" },
  });
  expect(await codeOf(changed)).toBe("no error");
});
