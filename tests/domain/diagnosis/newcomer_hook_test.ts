/** A module that keeps a newcomer out: over HTTP the one login that runs a hook is the first one by a provider. */
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
  auth: { steam: { apiKey: STEAM.key, appId: STEAM.appId, identity: STEAM.identity, baseUrl: steam.url } },
};

const CALLS = {
  http: ["/api/auth/provider", "method"],
  game_auth: ["/auth/authenticate", "authentication_method"],
} as const;

eachDoor("what a hook says to a newcomer is what the answer, the trail and the diagnosis say", {
  config,
  games: [warden],
}, async (door, t) => {
  let players = 0;
  for (const [name, [path, method]] of Object.entries(CALLS)) {
    for (const [code, status] of [["hook_failed", 422], ["hook_timeout", 503]] as const) {
      await t.step(`${code} at ${name}`, async () => {
        hangs = code === "hook_timeout";
        const address = door.newAddress();
        const ticket = steam.issueTicket({ steamId: `7656119796028793${players++}` });
        let isOver = false;
        const answer = door.call("POST", path, { address, body: { [method]: "steam", credentials: { ticket } } })
          .finally(() => isOver = true);
        await until(() => isOver, () => hangs && door.clock.advance(500));
        const { status: got, json } = await answer;
        expect([got, json.code]).toEqual([status, code]);

        await door.server.app.domain.trail.flush();
        const { json: { items } } = await door.admin("GET", `/trail?door=${name}&address=${address}`);
        expect(items).toMatchObject([{ result: "refused", rule: "hook", code, wire: `${status} ${code}` }]);
        const { json: { doors: [said] } } = await door.admin("GET", `/diagnosis?address=${address}&door=${name}`);
        expect(said).toMatchObject({ verdict: "refuse", refusedBy: "hook" });
        expect(said.rules).toContainEqual(expect.objectContaining({
          rule: "hook",
          verdict: "refuse",
          code,
          because: expect.stringMatching(/^A module refused the latest attempt, at .*, after \d+ ms/),
        }));
      });
    }
  }
});
