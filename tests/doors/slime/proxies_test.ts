/** Behind a balancer: whose address counts, and whose header is believed. */
import { expect } from "expect";
import { SlimeClient } from "./client.ts";
import { proxyHeader } from "../../support/proxy_header.ts";
import { eachDoor, openDoor, PASSWORD } from "./setup.ts";
import { startTestServer } from "../../support/test_server.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { frame, PING } from "./wire.ts";

const ping = frame(PING);

eachDoor("a trusted proxy's lines", {}, async (door, t) => {
  await t.step("have the player's address, for bans, limits and sessions", async () => {
    await door.banAddress("203.0.113.5");
    const banned = await door.connect("203.0.113.5");
    expect(await banned.login({ username: "nobody", password: PASSWORD })).toBe(7);
    const other = await door.connect("203.0.113.6");
    expect(await other.login({ username: "nobody", password: PASSWORD })).toBe(2);
    await door.newPlayer("proxied", { address: "203.0.113.6" });
    expect((await door.account("proxied")).lastAddress).toBe("203.0.113.6");
  });

  await t.step("may come with header and login in one write, or byte by byte", async () => {
    const port = door.server.ports["slime"]!;
    using together = await SlimeClient.connect(port, Uint8Array.of(...proxyHeader("203.0.113.7"), ...ping));
    expect(await together.next()).toMatchObject({ id: PING });
    using slowly = await SlimeClient.connect(port);
    for (const byte of [...proxyHeader("203.0.113.7"), ...ping]) await slowly.write(Uint8Array.of(byte));
    expect(await slowly.next()).toMatchObject({ id: PING });
  });

  await t.step(
    "of a family that carries no TCP, or with long extensions, fall back as the specification says",
    async () => {
      const port = door.server.ports["slime"]!;
      const whole = proxyHeader("203.0.113.8");
      const withLength = (family: number, body: Uint8Array) =>
        Uint8Array.of(...whole.subarray(0, 12), 0x21, family, body.length >> 8, body.length & 0xff, ...body, ...ping);
      const extended = Uint8Array.of(...whole.subarray(16), ...new Uint8Array(2_500).fill(4));
      // A TLV of type 4 is there to be skipped; its length has to fit.
      extended.set([4, (2_500 - 3) >> 8, (2_500 - 3) & 0xff], 12);
      const headers = [
        withLength(0x11, extended),
        withLength(0x12, whole.subarray(16)),
        withLength(0x22, new Uint8Array(36)),
        withLength(0x31, new Uint8Array(216)),
        withLength(0x32, new Uint8Array(216)),
      ];
      for (const header of headers) {
        using line = await SlimeClient.connect(port, header);
        expect(await line.next()).toMatchObject({ id: PING });
      }
    },
  );

  await t.step("are closed in silence without a header", async () => {
    using line = await SlimeClient.connect(door.server.ports["slime"]!, ping);
    // Bytes that nobody reads reset the line.
    const ids = await line.idsUntilEnd().catch((error) => {
      if (error instanceof Deno.errors.ConnectionReset) return [];
      throw error;
    });
    expect(ids).toEqual([]);
  });
});

Deno.test("nobody else's header is believed: it is no frame, and the line's own address counts", async () => {
  const clock = createTestClock();
  await using server = await startTestServer({ clock });
  const { door, close } = openDoor(server, clock, false);
  await door.banAddress("203.0.113.5");
  // Its first two bytes are a length: of one malformed message, and two more behind it.
  const header = proxyHeader("203.0.113.6");
  const rest = new Uint8Array(2 + 0x0a0d - header.length + 2 * 2);
  using stranger = await SlimeClient.connect(server.ports["slime"]!, Uint8Array.of(...header, ...rest));
  expect(await stranger.isTurnedAway()).toBe(true);
  using line = await SlimeClient.connect(server.ports["slime"]!);
  expect(await line.register({ username: "direct", password: PASSWORD })).toBe(1);
  expect((await door.account("direct")).lastAddress).toBe("127.0.0.1");
  close();
});
