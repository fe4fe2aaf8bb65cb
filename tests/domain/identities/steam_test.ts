import { expect } from "expect";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { createSteam } from "../../../lib/domain/identities/steam.ts";
import { codeOf } from "../../support/code_of.ts";
import { type FakeSteam, startFakeSteam, type SteamFault } from "../../support/fake_steam.ts";
import { createTestClock } from "../../support/test_clock.ts";

const KEY = "0123456789ABCDEF0123456789ABCDEF";
const OPTIONS = { key: KEY, appId: 480, identity: "gatehouse" };
const PLAYER = { steamId: "76561197960287930" };

async function withSteam(
  run: (t: Awaited<ReturnType<typeof setUp>>) => Promise<void>,
  apiKey = KEY,
): Promise<void> {
  const t = await setUp(apiKey);
  try {
    await run(t);
  } finally {
    await t.fake.close();
  }
}

async function setUp(apiKey: string) {
  const fake: FakeSteam = await startFakeSteam(OPTIONS);
  const clock = createTestClock();
  const log: LogRecord[] = [];
  const steam = createSteam({
    ...OPTIONS,
    clock,
    log: createLog((record) => log.push(record)),
    baseUrl: fake.url,
    apiKey,
  });
  return { fake, clock, log, steam };
}

Deno.test("a valid ticket proves its SteamID, to the last digit", () =>
  withSteam(async ({ fake, steam }) => {
    const ticket = fake.issueTicket(PLAYER);
    const proven = await steam.prove(ticket);

    expect(proven).toMatchObject({ provider: "steam", subject: "76561197960287930" });
    expect(Object.fromEntries(fake.calls[0]!)).toEqual({ key: KEY, appid: "480", ticket, identity: "gatehouse" });
  }));

Deno.test("the subject is who plays, not who owns the game", () =>
  withSteam(async ({ fake, steam }) => {
    const ticket = fake.issueTicket({ ...PLAYER, ownerSteamId: "76561197960287931" });
    expect((await steam.prove(ticket)).subject).toBe(PLAYER.steamId);
  }));

Deno.test("a ticket is the same in capital letters", () =>
  withSteam(async ({ fake, steam }) => {
    const ticket = fake.issueTicket(PLAYER);
    const lower = await steam.prove(ticket);
    expect((await steam.prove(ticket.toUpperCase())).ticketHash).toEqual(lower.ticketHash);
  }));

Deno.test("a ticket that Steam does not know is refused", () =>
  withSteam(async ({ steam }) => {
    expect(await codeOf(steam.prove("14000000ffff"))).toBe("invalid_credentials");
  }));

Deno.test("what is no ticket is refused without asking Steam", () =>
  withSteam(async ({ fake, steam }) => {
    for (const ticket of ["", "xyz", "abc", "14 00", "ab".repeat(4_097)]) {
      expect(await codeOf(steam.prove(ticket))).toBe("invalid_credentials");
    }
    expect(fake.calls.length).toBe(0);
  }));

Deno.test("whom the publisher or VAC has banned is not let in", () =>
  withSteam(async ({ fake, steam }) => {
    const byPublisher = fake.issueTicket({ ...PLAYER, publisherBanned: true });
    const byVac = fake.issueTicket({ ...PLAYER, vacBanned: true });
    await expect(steam.prove(byPublisher)).rejects.toMatchObject({
      code: "account_banned",
      details: { reason: "Banned by the publisher", until: null },
    });
    await expect(steam.prove(byVac)).rejects.toMatchObject({ details: { reason: "Banned by VAC" } });
  }));

const FAULTS: readonly SteamFault[] = [
  "hang_up",
  "garbage",
  "too_long",
  "redirect",
  { status: 429 },
  { status: 500 },
  { status: 503 },
];
for (const fault of FAULTS) {
  Deno.test(`Steam's fault is not the player's: ${JSON.stringify(fault)}`, () =>
    withSteam(async ({ fake, steam, log }) => {
      const ticket = fake.issueTicket(PLAYER);
      fake.fault = fault;
      expect(await codeOf(steam.prove(ticket))).toBe("provider_unavailable");
      expect(log.map(({ level }) => level)).toEqual(["warn"]);

      fake.fault = null;
      expect((await steam.prove(ticket)).subject).toBe(PLAYER.steamId);
    }));
}

Deno.test("Steam is waited for five seconds", () =>
  withSteam(async ({ fake, steam, clock }) => {
    const ticket = fake.issueTicket(PLAYER);
    fake.fault = "silent";
    const code = codeOf(steam.prove(ticket));
    clock.advance(5_000);
    expect(await code).toBe("provider_unavailable");
  }));

Deno.test("a Steam that is not there is unavailable", async () => {
  const t = await setUp(KEY);
  await t.fake.close();
  expect(await codeOf(t.steam.prove("1400"))).toBe("provider_unavailable");
});

Deno.test("a bad key is the operator's error", () =>
  withSteam(async ({ fake, steam, log }) => {
    expect(await codeOf(steam.prove(fake.issueTicket(PLAYER)))).toBe("provider_unavailable");
    expect(log).toMatchObject([{ level: "error", data: { reason: "it refuses the key: see auth.steam.apiKey" } }]);
  }, "ANOTHER-KEY"));

Deno.test("neither the key nor a ticket reaches a log or an error", async () => {
  const t = await setUp(KEY);
  const ticket = t.fake.issueTicket(PLAYER);
  const errors: unknown[] = [];
  const collect = (error: unknown) => void errors.push(error);
  for (const fault of ["hang_up", "garbage", { status: 403 }] as const) {
    t.fake.fault = fault;
    await t.steam.prove(ticket).catch(collect);
  }
  t.fake.fault = null;
  await t.steam.prove("14000000ffff").catch(collect);
  await t.fake.close();
  await t.steam.prove(ticket).catch(collect);

  expect(errors.length).toBe(5);
  const written = Deno.inspect([errors, t.log], { depth: 10 });
  expect(written).not.toContain(KEY);
  expect(written).not.toContain(ticket);
  expect(written).not.toContain("ffff");
});
