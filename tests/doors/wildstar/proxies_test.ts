/** Behind a balancer: whose address counts, and whose header is believed. */
import { expect } from "expect";
import { startTestServer } from "../../support/test_server.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { proxyHeader } from "../../support/proxy_header.ts";
import { AuthClient } from "./auth_client.ts";
import { denied } from "./binary_client.ts";
import { Line } from "./line.ts";
import { join } from "./numbers.ts";
import { eachDoor, openDoor } from "./setup.ts";
import { StsClient } from "./sts_client.ts";

eachDoor("a trusted proxy's lines", {}, async (door, t) => {
  const { ports } = door.server;
  const player = await door.newPlayer("proxied");

  await t.step("have the player's address, for the account, the token and bans", async () => {
    await door.enter({ ...player, address: "203.0.113.6" });
    expect((await door.admin("GET", `/accounts/${player.id}`)).json.lastAddress).toBe("203.0.113.6");
    await door.admin("POST", "/bans", { kind: "ip", value: "203.0.113.5", reason: "a bad address" });
    expect(await (await door.sts("203.0.113.5")).logIn(player)).toBe(false);
    expect(await door.askAuth({ ...player, address: "203.0.113.5" }, new Uint8Array(16))).toEqual([denied(26)]);
  });

  await t.step("may come with header and first request in one write, or byte by byte", async () => {
    for (const write of ["write", "writeByteByByte"] as const) {
      const line = await Line.connect(ports["auth"]!);
      const client = new StsClient(line);
      await line[write](join(proxyHeader(door.newAddress()), client.request("/Nowhere")));
      expect(await client.reply()).toMatchObject({ status: "404  Not Found" });
      line.close();
    }
  });

  await t.step("are closed in silence without a header", async () => {
    for (const port of ["auth", "realm"]) {
      const line = await Line.connect(ports[port]!, new TextEncoder().encode("POST /Sts/Ping STS/1.0\r\n\r\n"));
      expect(await line.isEnded()).toBe(true);
      line.close();
    }
  });
});

Deno.test("nobody else's header is believed: the line's own address counts", async () => {
  const clock = createTestClock();
  await using server = await startTestServer({ clock });
  const { door, close } = openDoor(server, clock, false);
  await door.admin("POST", "/bans", { kind: "ip", value: "203.0.113.5", reason: "not the one who calls" });
  // At Auth its first four bytes are a size, far over the largest.
  const stranger = new AuthClient(await Line.connect(server.ports["realm"]!, proxyHeader("203.0.113.5")));
  await stranger.greeted();
  expect(await stranger.line.isEnded()).toBe(true);
  stranger.line.close();
  const player = await door.newPlayer("direct");
  await door.enter(player);
  expect((await door.admin("GET", `/accounts/${player.id}`)).json.lastAddress).toBe("127.0.0.1");
  close();
});
