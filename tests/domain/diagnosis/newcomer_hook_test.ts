/** A module that keeps a newcomer out: a first login by a provider, a registration, a guest. */
import { expect } from "expect";
import { startFakeSteam } from "../../../lib/testing/fake_steam.ts";
import { defineGame } from "../../../lib/modules/mod.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { eachDoor } from "../../doors/wildstar/setup.ts";
import { until } from "../../support/until.ts";

const STEAM = { key: "0123456789ABCDEF0123456789ABCDEF", appId: 480, identity: "gatehouse" };
const steam = await startFakeSteam(STEAM);
Deno.test.afterAll(() => steam.close());

let hangs = false;
const warden = defineGame({
  id: "warden",
  name: "Warden",
  initialize(context) {
    context.registerAccountCreateHook(() => {
      if (hangs) return new Promise(() => {});
      throw new AppError("hook_failed", "Not on a Sunday");
    });
  },
});
const config = {
  accounts: { guests: true },
  auth: { steam: { apiKey: STEAM.key, appId: STEAM.appId, identity: STEAM.identity, baseUrl: steam.url } },
};

let players = 0;
const steamLogin = (method: string) => () => {
  const ticket = steam.issueTicket({ steamId: `7656119796028793${players++}` });
  return { [method]: "steam", credentials: { ticket } };
};
const registration = () => ({ username: `newcomer_${players++}`, password: "a long password" });

const CALLS = [
  ["http", "/api/auth/provider", steamLogin("method")],
  ["game_auth", "/auth/authenticate", steamLogin("authentication_method")],
  ["http", "/api/auth/register", registration],
  ["http", "/api/auth/guest", () => ({})],
] as const;

eachDoor("what a hook says to a newcomer is what the answer, the trail and the diagnosis say", {
  config,
  games: [warden],
}, async (door, t) => {
  for (const [name, path, bodyOf] of CALLS) {
    for (const [code, status] of [["hook_failed", 422], ["hook_timeout", 503]] as const) {
      await t.step(`${code} at ${path}`, async () => {
        hangs = code === "hook_timeout";
        const address = door.newAddress();
        let isOver = false;
        const body: { username?: string } = bodyOf();
        const answer = door.call("POST", path, { address, body }).finally(() => isOver = true);
        await until(() => isOver, () => hangs && door.clock.advance(500));
        const { status: got, json } = await answer;
        expect([got, json.code]).toEqual([status, code]);

        await door.server.app.domain.trail.flush();
        const { json: { items } } = await door.admin("GET", `/trail?door=${name}&address=${address}`);
        const words = code === "hook_failed" ? "Not on a Sunday" : "The game took too long to answer (warden)";
        const typed = body.username ?? null;
        expect(items).toMatchObject([
          { result: "refused", rule: "hook", code, wire: `${status} ${code}`, name: typed, words },
        ]);
        for (const who of [`address=${address}`, ...(typed === null ? [] : [`name=${typed}`])]) {
          const { json: { doors: [said] } } = await door.admin("GET", `/diagnosis?${who}&door=${name}`);
          expect(said.rules).toContainEqual(expect.objectContaining({
            rule: "hook",
            verdict: "refuse",
            code,
            because: expect.stringMatching(/^A module refused the latest attempt, at [^;]+; after \d+ ms; its words: /),
          }));
          expect(said.rules.find(({ rule }: { rule: string }) => rule === "hook").because).toContain(words);
        }
      });
    }
  }
});
