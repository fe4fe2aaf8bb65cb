import { expect } from "expect";
import { describeConfig } from "../../lib/platform/config/description.ts";
import { loadConfig } from "../../lib/platform/config/config.ts";
import { ORIGIN } from "../support/core_services.ts";
import { codeOf } from "../support/code_of.ts";
import { eachDatabase } from "../support/test_database.ts";
import { adminOn } from "./admin_setup.ts";

eachDatabase("each minute leaves a point of what happened, and gaps stay gaps", async (database) => {
  const { core, admin } = await adminOn(database);
  core.readings.read = () => Promise.resolve({ own: { "lines.slime": 3 }, common: { sessions: 7 } });
  core.series.start();
  await core.register("ada");
  await core.logIn("ada");
  const wrong = { username: "ada", password: "wrong horse", origin: ORIGIN };
  await codeOf(core.accounts.logIn(wrong, () => Promise.resolve()));
  core.clock.advance(60_000);
  const points = async (name: string) => (await admin("GET", `/series?name=${name}&minutes=5`)).json.points;
  for (let tries = 0; (await points("sessions")).length === 0 && tries < 500; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await points("sign_ins.failed")).toEqual([{ at: "2026-01-01T00:00:00.000Z", value: 1 }]);
  expect(await points("lines.slime")).toEqual([{ at: "2026-01-01T00:00:00.000Z", value: 3 }]);
  expect(await points("sign_ins.refused")).toEqual([]);
  expect((await admin("GET", "/overview")).json).toMatchObject({
    signIns: { failed: 1 },
    sessions: 7,
    lines: { slime: 3 },
    mails: { waiting: 0, givenUp: 0 },
    bansInForce: 0,
    serversOffline: [],
    backups: { latest: null, everyHours: 24 },
  });
  expect((await admin("GET", "/series?name=sessions&minutes=1441")).status).toBe(422);
  core.series.close();
});

eachDatabase("two instances add to one minute what is their own", async (database) => {
  const { core, admin } = await adminOn(database);
  const { core: other } = await adminOn(database, { clock: core.clock });
  for (const each of [core, other]) {
    each.readings.read = () => Promise.resolve({ own: { hash_queue: 2 }, common: { sessions: 5 } });
    each.series.start();
  }
  core.clock.advance(60_000);
  const value = async (name: string) => (await admin("GET", `/series?name=${name}`)).json.points[0]?.value;
  for (let tries = 0; await value("hash_queue") !== 4 && tries < 500; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect([await value("hash_queue"), await value("sessions")]).toEqual([4, 5]);
  for (const each of [core, other]) each.series.close();
});

eachDatabase("a job's last run is told, with the words of its failure", async (database) => {
  const { core, admin } = await adminOn(database);
  await database.write.insertInto("jobs").values({ name: "core.sessions", run_at: 0 }).execute();
  const job = { owner: "core", name: "sessions" };
  await core.jobRuns.note(job, "failed", new Error("The disk is full"));
  await core.jobRuns.note(job, "succeeded");
  expect((await admin("GET", "/jobs")).json.items).toMatchObject([{
    name: "core.sessions",
    lastRun: "2026-01-01T00:00:00.000Z",
    result: "succeeded",
    error: "The disk is full",
    runs: 2,
    failures: 1,
  }]);
});

eachDatabase("mails are listed without what is in them, and tried once more", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id: account } = await core.register("ada");
  const { id } = await database.write.insertInto("mails").values({
    key: "k",
    account_id: account,
    name: "reset",
    body: new TextEncoder().encode("canary"),
    created_at: 0,
    tries: 7,
    due_at: null,
    claim: null,
    given_up_at: 1,
    last_error: "550 no such user",
  }).returning("id").executeTakeFirstOrThrow();
  const { text, json } = await admin("GET", "/mails?state=given_up");
  expect(json.items).toMatchObject([{ id, account, state: "given_up", error: "550 no such user" }]);
  expect(text).not.toContain("canary");
  expect((await admin("POST", `/mails/${id}/retry`)).status).toBe(202);
  expect((await admin("GET", "/mails?state=waiting")).json.items).toMatchObject([{ id, tries: 0 }]);
  expect((await admin("POST", "/mails/999/retry")).status).toBe(404);
});

Deno.test("the configuration in force is told without a secret", async () => {
  const secrets = {
    ADMIN_TOKEN: "canary-token-of-operators-1",
    MASTER_KEY: `${"canary".padEnd(43, "A")}=`,
    DATABASE_URL: "postgres://canary:canary@localhost/canary",
    JWT_SECRET: "canary-canary-canary-canary-canary-32",
  };
  const file = { gameConfig: { slime: { key: "canary" } }, trustedProxies: ["10.0.0.0/8"] };
  const config = await loadConfig({ env: secrets, readFile: () => JSON.stringify(file), workingFolder: "/" });
  const settings = describeConfig(config);
  expect(JSON.stringify(settings)).not.toMatch(/canary/i);
  const valueOf = (key: string) => settings.find((setting) => setting.key === key)?.value;
  expect(valueOf("trustedProxies")).toEqual(["10.0.0.0/8"]);
  expect(valueOf("adminToken")).toBe("[redacted]");
  expect(valueOf("auth.confirmMinutes")).toBe(10);
  expect(valueOf("mail.host")).toBeNull();
});

Deno.test("the configuration in force says what holds, as it is written, whatever the program makes of it", async () => {
  const shown = async (file: object) => {
    const config = await loadConfig({ env: {}, readFile: () => JSON.stringify(file), workingFolder: "/" });
    return describeConfig(config);
  };
  const asItComes = await shown({});
  // Without its key a provider has no settings; a path is made whole.
  const differing = asItComes.filter(({ value, default: usual }) => JSON.stringify(value) !== JSON.stringify(usual));
  expect(differing.map(({ key }) => key).filter((key) => !/^auth\.(steam|epic)\./.test(key))).toEqual(["dataDir"]);
  const set = await shown({ ports: { slime: 5556, auth: "off" }, auth: { jwtExpiration: "90m" } });
  const valueOf = (key: string) => set.find((setting) => setting.key === key)?.value;
  expect(valueOf("ports")).toEqual({ slime: 5556, auth: "off" });
  expect(valueOf("auth.jwtExpiration")).toBe("90m");
});
