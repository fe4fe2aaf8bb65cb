import { expect } from "expect";
import { createInlineHasher } from "../../../lib/platform/crypto/inline_hasher.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, PASSWORD, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const MINUTE_MS = 60_000;
const FIVE_A_MINUTE = { loginAttemptsPerMinute: 5 };
const TWENTY_AN_HOUR = { loginFailuresPerHour: 20 };

const attempt = (
  core: TestCore,
  { password = "wrong password", ...origin }: { password?: string; address?: string; door?: string },
) => core.accounts.logIn({ username: "ada", password, origin: { ...ORIGIN, ...origin } }, () => Promise.resolve());

/** What each of `count` attempts in a row is answered. */
async function attempts(
  core: TestCore,
  count: number,
  from: { password?: string; address?: string; door?: string } = {},
) {
  const codes: string[] = [];
  for (let made = 0; made < count; made++) codes.push(await codeOf(attempt(core, from)));
  return codes;
}

const times = (count: number, code: string): string[] => Array(count).fill(code);

eachDatabase("five attempts a minute, right or wrong, then a wait of what is left of it", async (database) => {
  const core = await createTestCore(database, { limits: FIVE_A_MINUTE });
  await core.register("ada");
  expect(await attempts(core, 5, { password: PASSWORD })).toEqual(times(5, "no error"));
  core.clock.advance(20_000);
  const refused = await attempt(core, { password: PASSWORD }).catch((error) => error);
  expect(refused).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 40 } });
  core.clock.advance(40_000);
  expect(await attempts(core, 1, { password: PASSWORD })).toEqual(["no error"]);
});

eachDatabase("a look at the attempts counts none, and refuses once one was too many", async (database) => {
  const core = await createTestCore(database, { limits: FIVE_A_MINUTE });
  const look = async () => await codeOf(core.proof.checkAttempts(ORIGIN));
  for (let looks = 0; looks < 6; looks++) expect(await look()).toBe("no error");
  expect(await attempts(core, 5)).toEqual(times(5, "invalid_credentials"));
  expect(await look()).toBe("no error");
  expect(await attempts(core, 1)).toEqual(["rate_limited"]);
  expect(await look()).toBe("rate_limited");
  core.clock.advance(MINUTE_MS);
  expect(await look()).toBe("no error");
});

eachDatabase("a look on another instance is refused as well", async (database) => {
  const first = await createTestCore(database, { limits: FIVE_A_MINUTE });
  const second = await createTestCore(database, { limits: FIVE_A_MINUTE, clock: first.clock });
  await attempts(first, 6);
  const refused = await second.proof.checkAttempts(ORIGIN).catch((error) => error);
  expect(refused).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 60 } });
});

eachDatabase("attempts are counted over all doors, and for each address by itself", async (database) => {
  const core = await createTestCore(database, { limits: FIVE_A_MINUTE });
  await core.register("ada");
  await attempts(core, 3, { door: "http" });
  await attempts(core, 2, { door: "slime" });
  expect(await attempts(core, 1, { door: "wildstar_sts" })).toEqual(["rate_limited"]);
  expect(await attempts(core, 1, { address: "198.51.100.8" })).toEqual(["invalid_credentials"]);
});

eachDatabase("one customer's IPv6 addresses are one", async (database) => {
  const core = await createTestCore(database, { limits: FIVE_A_MINUTE });
  await attempts(core, 3, { address: "2001:db8::1" });
  await attempts(core, 2, { address: "2001:db8::2:1" });
  expect(await attempts(core, 1, { address: "2001:db8::ffff:0:0:3" })).toEqual(["rate_limited"]);
  expect(await attempts(core, 1, { address: "2001:db8:0:1::1" })).toEqual(["invalid_credentials"]);
});

eachDatabase("of many attempts at once no more than the limit are checked", async (database) => {
  const core = await createTestCore(database, { limits: FIVE_A_MINUTE });
  const codes = await Promise.all(Array.from({ length: 12 }, () => codeOf(attempt(core, {}))));
  expect(codes.sort()).toEqual([...times(5, "invalid_credentials"), ...times(7, "rate_limited")]);
});

for (const username of ["ada", "nobody"]) {
  eachDatabase(`what a full queue turned away was no attempt, and no failure: ${username}`, async (database) => {
    const inline = createInlineHasher();
    let isFull = true;
    const orFull = async <T>(run: () => Promise<T>): Promise<T> => {
      if (isFull) throw new AppError("overloaded", "Too many are waiting");
      return await run();
    };
    const hasher = {
      ...inline,
      verify: (password: string, hash: string) => orFull(() => inline.verify(password, hash)),
      verifyNothing: (password: string) => orFull(() => inline.verifyNothing(password)),
    };
    const core = await createTestCore(database, { limits: FIVE_A_MINUTE, hasher });
    await core.register("ada");
    const tries = async (count: number) => {
      const codes: string[] = [];
      for (let made = 0; made < count; made++) {
        codes.push(
          await codeOf(
            core.accounts.logIn({ username, password: "wrong password", origin: ORIGIN }, () => Promise.resolve()),
          ),
        );
      }
      return codes;
    };
    expect(await tries(12)).toEqual(times(12, "overloaded"));
    isFull = false;
    expect(await tries(6)).toEqual([...times(5, "invalid_credentials"), "rate_limited"]);
  });
}

eachDatabase(
  "a native client's password waits in the long line, known or not; a browser's does not",
  async (database) => {
    const inline = createInlineHasher();
    const lines: (string | undefined)[] = [];
    const noting = <Arguments extends unknown[], T>(run: (...given: Arguments) => T) => (...given: Arguments): T => {
      lines.push(given.findLast((value) => value === "long" || value === "short") as string | undefined);
      return run(...given);
    };
    const hasher = {
      ...inline,
      hash: noting(inline.hash),
      verify: noting(inline.verify),
      verifyNothing: noting(inline.verifyNothing),
    };
    const core = await createTestCore(database, { hasher });
    const native = { ...ORIGIN, door: "slime", game: "slime" };
    const nothing = () => Promise.resolve();
    await core.accounts.register({ username: "ada", password: PASSWORD, origin: native }, nothing);
    await core.accounts.register({ username: "bea", password: PASSWORD, origin: ORIGIN }, nothing);
    for (const origin of [native, ORIGIN]) {
      for (const username of ["ada", "nobody"]) {
        await codeOf(core.accounts.logIn({ username, password: PASSWORD, origin }, nothing));
      }
    }
    expect(lines).toEqual(["long", "short", "long", "long", "short", "short"]);
  },
);

eachDatabase("what one instance counted holds on the next", async (database) => {
  const first = await createTestCore(database, { limits: FIVE_A_MINUTE });
  const second = await createTestCore(database, { limits: FIVE_A_MINUTE, clock: first.clock });
  await attempts(first, 5);
  expect(await attempts(second, 1)).toEqual(["rate_limited"]);
});

eachDatabase(
  "more than twenty failures an hour ban the address, for every door and the right password",
  async (database) => {
    const core = await createTestCore(database, { limits: { ...TWENTY_AN_HOUR, autoBanMinutes: 60 } });
    await core.register("ada");
    expect(await attempts(core, 21)).toEqual(times(21, "invalid_credentials"));
    const until = new Date(core.clock.now().getTime() + 60 * MINUTE_MS);
    const refused = await attempt(core, { password: PASSWORD, door: "slime" }).catch((error) => error);
    expect(refused).toMatchObject({ code: "address_banned", details: { until } });
    expect(await attempts(core, 1, { password: PASSWORD, address: "198.51.100.8" })).toEqual(["no error"]);
    core.clock.advance(60 * MINUTE_MS);
    expect(await attempts(core, 1, { password: PASSWORD })).toEqual(["no error"]);
  },
);

eachDatabase("an automatic ban is in the audit log with its end", async (database) => {
  const core = await createTestCore(database, { limits: { ...TWENTY_AN_HOUR, autoBanMinutes: 90 } });
  await core.accounts.register(
    { username: "ada", password: PASSWORD, origin: { door: "http", address: "2001:db8::1" } },
    () => Promise.resolve(),
  );
  await attempts(core, 21, { address: "2001:db8::1" });
  const { items } = await core.audit.list(database.read, { action: "ban.automatic", limit: 10 });
  expect(items).toMatchObject([{
    actor: "system",
    door: "http",
    address: "2001:db8::1",
    reason: "Too many failed logins: ip 2001:db8::/64 until 2026-01-01T01:30:00.000Z",
  }]);
  expect((await core.bans.list({ limit: 10 })).items).toMatchObject([{
    kind: "ip",
    value: "2001:db8::/64",
    createdBy: "system",
    automatic: true,
    until: "2026-01-01T01:30:00.000Z",
  }]);
});

eachDatabase("failures at once make one ban", async (database) => {
  const core = await createTestCore(database, { limits: { loginFailuresPerHour: 2 } });
  await Promise.all(Array.from({ length: 8 }, () => codeOf(attempt(core, {}))));
  expect((await core.bans.list({ limit: 10 })).items).toHaveLength(1);
});

eachDatabase("failures of an hour ago no longer count, and successes never do", async (database) => {
  const core = await createTestCore(database, { limits: TWENTY_AN_HOUR });
  await core.register("ada");
  await attempts(core, 30, { password: PASSWORD });
  await attempts(core, 20);
  core.clock.advance(60 * MINUTE_MS);
  expect(await attempts(core, 20)).toEqual(times(20, "invalid_credentials"));
  expect((await core.bans.list({ limit: 10 })).items).toEqual([]);
});

eachDatabase("an exempt address is never limited, and banned by operators only", async (database) => {
  const limits = { ...FIVE_A_MINUTE, ...TWENTY_AN_HOUR, exempt: ["198.51.100.0/24"] };
  const core = await createTestCore(database, { limits });
  expect(await attempts(core, 30)).toEqual(times(30, "invalid_credentials"));
  await core.bans.create({
    kind: "ip",
    value: ORIGIN.address,
    reason: "x",
    until: null,
    actor: "admin",
    address: "::1",
  });
  expect(await attempts(core, 1)).toEqual(["address_banned"]);
});

eachDatabase("a banned address uses up no attempts, and a banned device comes after both", async (database) => {
  const core = await createTestCore(database, { limits: { loginAttemptsPerMinute: 1 } });
  const by = { reason: "x", until: null, actor: "admin", address: "::1" };
  const { id } = await core.bans.create({ kind: "ip", value: ORIGIN.address, ...by });
  await core.bans.create({ kind: "mac", value: "00:11:22:33:44:55", ...by });
  const withDevice = { ...ORIGIN, macAddress: "00.11.22.33.44.55" };
  expect(await codeOf(core.proof.attemptStarted(withDevice))).toBe("address_banned");
  await core.bans.lift({ id, actor: "admin", address: "::1" });
  expect(await codeOf(core.proof.attemptStarted(withDevice))).toBe("mac_banned");
  expect(await codeOf(core.proof.attemptStarted(withDevice))).toBe("rate_limited");
});

eachDatabase("a /48 has four times each limit, however many of its networks somebody uses", async (database) => {
  const core = await createTestCore(database, { limits: { ...FIVE_A_MINUTE, loginFailuresPerHour: 4 } });
  await core.register("ada");
  for (let network = 1; network <= 4; network++) {
    expect(await attempts(core, 5, { password: PASSWORD, address: `2001:db8:0:${network}::1` })).toEqual(
      times(5, "no error"),
    );
  }
  expect(await attempts(core, 1, { password: PASSWORD, address: "2001:db8:0:5::1" })).toEqual(["rate_limited"]);
  expect(await attempts(core, 1, { password: PASSWORD, address: "2001:db8:1::1" })).toEqual(["no error"]);
});

eachDatabase("too many failures from all of a /48 ban it whole", async (database) => {
  const core = await createTestCore(database, { limits: { loginFailuresPerHour: 2 } });
  for (let network = 1; network <= 9; network++) {
    await codeOf(core.accounts.logIn(
      { username: `nobody_${network}`, password: "x", origin: { door: "http", address: `2001:db8:0:${network}::1` } },
      () => Promise.resolve(),
    ));
  }
  expect((await core.bans.list({ limit: 10 })).items).toMatchObject([{ value: "2001:db8::/48", automatic: true }]);
});

eachDatabase("an automatic ban refuses strangers alone; one by an operator refuses everybody", async (database) => {
  const core = await createTestCore(database, { limits: { loginFailuresPerHour: 1 } });
  const codes = async () => ({
    stranger: await codeOf(Promise.resolve().then(() => core.banList.checkStranger(ORIGIN.address))),
    call: await codeOf(Promise.resolve().then(() => core.banList.check(ORIGIN.address))),
    lines: core.banList.isBanned(ORIGIN.address),
  });
  await attempts(core, 2);
  expect(await codes()).toEqual({ stranger: "address_banned", call: "no error", lines: false });
  const by = { reason: "x", until: null, actor: "admin", address: "::1" };
  await core.bans.create({ kind: "ip", value: ORIGIN.address, ...by });
  expect(await codes()).toEqual({ stranger: "address_banned", call: "address_banned", lines: true });
});

eachDatabase("after the clock has gone back two hours nobody waits two hours", async (database) => {
  const core = await createTestCore(database, { limits: { ...FIVE_A_MINUTE, loginFailuresPerHour: 5 } });
  await core.register("ada");
  await attempts(core, 5);
  expect(await attempts(core, 1)).toEqual(["rate_limited"]);
  core.clock.advance(MINUTE_MS);
  expect(await attempts(core, 1)).toEqual(["invalid_credentials"]);
  expect(await attempts(core, 1, { password: PASSWORD })).toEqual(["address_banned"]);
  core.clock.setBack(2 * 60 * MINUTE_MS);
  expect(await attempts(core, 1, { password: PASSWORD })).toEqual(["no error"]);
});
