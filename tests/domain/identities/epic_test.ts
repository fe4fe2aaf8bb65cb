import { expect } from "expect";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { createEpic } from "../../../lib/domain/identities/epic.ts";
import { codeOf } from "../../support/code_of.ts";
import { startFakeEpic } from "../../support/fake_epic.ts";
import { createTestClock } from "../../support/test_clock.ts";

const CLIENT = { clientId: "xyza7891client", deploymentId: "deployment-1" };

async function withEpic(run: (t: Awaited<ReturnType<typeof setUp>>) => Promise<void>): Promise<void> {
  const t = await setUp();
  try {
    await run(t);
  } finally {
    await t.fake.close();
  }
}

async function setUp(deploymentId: string | null = CLIENT.deploymentId) {
  const clock = createTestClock();
  const fake = await startFakeEpic({ ...CLIENT, now: clock.now });
  const log: LogRecord[] = [];
  const { connectUrl, accountUrl } = fake;
  const epic = createEpic({
    clock,
    log: createLog((record) => log.push(record)),
    clientId: CLIENT.clientId,
    deploymentId,
    connectUrl,
    accountUrl,
  });
  const seconds = () => clock.now().getTime() / 1_000;
  return { fake, clock, log, epic, seconds };
}

Deno.test("Epic's two issuers are two providers", () =>
  withEpic(async ({ fake, epic }) => {
    expect(await epic.prove(await fake.sign("connect"))).toEqual({
      provider: "epic_connect",
      subject: "0002f5c1a7e94b2c9d3e4f5061728394",
      ticketHash: null,
    });
    expect(await epic.prove(await fake.sign("account"))).toEqual({
      provider: "epic_account",
      subject: "3d1f0d9f2a9b4a6e8c7b5a4f3e2d1c0b",
      ticketHash: null,
    });
  }));

Deno.test("a token for another client, deployment or issuer is refused", () =>
  withEpic(async ({ fake, epic }) => {
    const refused = [
      await fake.sign("connect", { aud: "another-client" }),
      await fake.sign("connect", { pfdid: "deployment-2" }),
      await fake.sign("connect", { pfdid: undefined }),
      await fake.sign("account", { iss: "https://evil.example" }),
      await fake.sign("account", { sub: "" }),
      await fake.sign("account", { sub: undefined }),
      await fake.sign("account", { exp: undefined }),
    ];
    for (const token of refused) expect(await codeOf(epic.prove(token))).toBe("invalid_credentials");
  }));

Deno.test("without a deployment in the configuration any is taken", async () => {
  const { fake, epic } = await setUp(null);
  expect((await epic.prove(await fake.sign("connect", { pfdid: "deployment-2" }))).provider).toBe("epic_connect");
  await fake.close();
});

Deno.test("a clock may be wrong by a minute and not more", () =>
  withEpic(async ({ fake, epic, seconds }) => {
    const expiredFor = (age: number) => fake.sign("account", { exp: seconds() - age });
    const issuedIn = (ahead: number) => fake.sign("account", { iat: seconds() + ahead });

    expect((await epic.prove(await expiredFor(59))).provider).toBe("epic_account");
    expect(await codeOf(epic.prove(await expiredFor(60)))).toBe("invalid_credentials");
    expect((await epic.prove(await issuedIn(60))).provider).toBe("epic_account");
    expect(await codeOf(epic.prove(await issuedIn(61)))).toBe("invalid_credentials");
  }));

Deno.test("a token that chooses its own algorithm is refused", () =>
  withEpic(async ({ fake, epic }) => {
    const [, payload, signature] = (await fake.sign("account")).split(".");
    const header = (alg: string) => btoa(JSON.stringify({ alg, kid: "epic-1" })).replaceAll("=", "");
    for (const token of [`${header("none")}.${payload}.`, `${header("HS256")}.${payload}.${signature}`]) {
      expect(await codeOf(epic.prove(token))).toBe("invalid_credentials");
    }
  }));

Deno.test("another algorithm of the same key is refused, even where the key does not name one", () =>
  withEpic(async ({ fake, epic }) => {
    fake.keysNameAlgorithm = false;
    expect((await epic.prove(await fake.sign("account"))).provider).toBe("epic_account");
    for (const alg of ["RS512", "PS256"]) {
      expect(await codeOf(epic.prove(await fake.sign("account", {}, { alg })))).toBe("invalid_credentials");
    }
  }));

Deno.test("what is no token is refused without asking for keys", () =>
  withEpic(async ({ fake, epic }) => {
    for (const token of ["", "a", "a.b.c", "..", "x".repeat(10_000)]) {
      expect(await codeOf(epic.prove(token))).toBe("invalid_credentials");
    }
    expect(fake.keyCalls()).toBe(0);
  }));

Deno.test("keys are asked for once for ten minutes, however many come at once", () =>
  withEpic(async ({ fake, epic, clock }) => {
    const token = await fake.sign("account");
    await Promise.all(Array.from({ length: 8 }, () => epic.prove(token)));
    clock.advance(10 * 60_000 - 1);
    await epic.prove(token);
    expect(fake.keyCalls()).toBe(1);
    clock.advance(1);
    await epic.prove(token);
    expect(fake.keyCalls()).toBe(2);
  }));

Deno.test("a new key is found, but unknown ones are not asked for more than once in half a minute", () =>
  withEpic(async ({ fake, epic, clock }) => {
    await epic.prove(await fake.sign("account"));
    await fake.rotateKey();
    const token = await fake.sign("account");
    expect(await codeOf(epic.prove(token))).toBe("invalid_credentials");
    expect(fake.keyCalls()).toBe(1);

    clock.advance(30_000);
    expect((await epic.prove(token)).provider).toBe("epic_account");
    expect(fake.keyCalls()).toBe(2);
    const unknown = await fake.sign("account", {}, { kid: "made-up" });
    expect(await codeOf(epic.prove(unknown))).toBe("invalid_credentials");
    expect(fake.keyCalls()).toBe(2);
  }));

for (const fault of ["hang_up", "garbage", { status: 500 }] as const) {
  Deno.test(`Epic's fault is not the player's: ${JSON.stringify(fault)}`, () =>
    withEpic(async ({ fake, epic, log }) => {
      const token = await fake.sign("account");
      fake.fault = fault;
      expect(await codeOf(epic.prove(token))).toBe("provider_unavailable");
      expect(log.map(({ level }) => level)).toEqual(["warn"]);
      expect(Deno.inspect(log)).not.toContain(token);

      fake.fault = null;
      expect((await epic.prove(token)).provider).toBe("epic_account");
    }));
}

Deno.test("Epic is waited for five seconds", () =>
  withEpic(async ({ fake, epic, clock }) => {
    const token = await fake.sign("account");
    fake.fault = "silent";
    const asked = fake.nextKeyCall();
    const code = codeOf(epic.prove(token));
    await asked;
    clock.advance(5_000);
    expect(await code).toBe("provider_unavailable");
  }));
