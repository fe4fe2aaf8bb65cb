/** Too many calls of an address: at every door that is called by HTTP, a WebSocket's handshake among them. */
import { expect } from "expect";
import { eachDoor } from "../../doors/wildstar/setup.ts";
import { attemptAt } from "./attempts.ts";

const MAX = 6;

eachDoor("over the calls of a minute each HTTP door says so, and so do the diagnosis and the trail", {
  config: { limits: { requestsPerMinute: MAX } },
}, async (door) => {
  const player = await door.newPlayer("busy");
  const { address } = player;
  const { diagnose, trail } = door.server.app.domain;
  const at = async (name: string) => (await diagnose({ account: player.id, address, door: name })).doors[0]!;
  const doors = ["http", "game_auth", "websocket"] as const;
  for (const name of doors) expect([name, (await at(name)).refusedBy]).toEqual([name, null]);
  // One was the registration.
  for (let call = 1; call < MAX; call++) await door.call("GET", "/api/games", { address });
  for (const [refusedBefore, name] of doors.entries()) {
    const { refusedBy, rules } = await at(name);
    expect([name, refusedBy]).toEqual([name, "address.attempts"]);
    const rule = rules.find(({ rule }) => rule === "address.attempts")!;
    const count = MAX + refusedBefore;
    expect(rule).toMatchObject({
      code: "rate_limited",
      because: `${count} calls of ${address} in this minute; ${MAX} are taken`,
      said: { because: [{ key: "counted_calls", values: { count: String(count), of: address, max: String(MAX) } }] },
    });
    expect(Date.parse(rule.until!)).toBeGreaterThan(door.clock.now().getTime());
    expect([name, await attemptAt[name](door, player)]).toEqual([name, "429 rate_limited"]);
  }
  await trail.flush();
  const { trail: rows } = await diagnose({ address });
  for (const name of doors) {
    expect(rows).toContainEqual(expect.objectContaining({
      door: name,
      rule: "address.attempts",
      code: "rate_limited",
      wire: "429 rate_limited",
    }));
  }
  door.clock.advance(60_000);
  for (const name of doors) expect([name, (await at(name)).refusedBy]).toEqual([name, null]);
});
