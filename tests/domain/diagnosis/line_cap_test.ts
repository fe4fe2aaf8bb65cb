/** Too many lines, which nobody but the running doors can tell. */
import { expect } from "expect";
import { WebSocket } from "ws";
import { proxyHeader } from "../../support/proxy_header.ts";
import { startTestServer } from "../../support/test_server.ts";
import { until } from "../../support/until.ts";
import { SlimeClient } from "../../doors/slime/client.ts";
import { oneDoor } from "../../doors/wildstar/setup.ts";
import { attemptAt, type DoorName, TRAIL_DOOR } from "./attempts.ts";

const CAP = { rule: "line.cap", verdict: "refuse", code: "too_many_connections" };

oneDoor(
  "over the cap of an address each door turns a line away, and the diagnosis and the trail say so",
  { config: { limits: { linesPerAddress: 2, webSocketsPerAddress: 2 } } },
  async (door, t) => {
    const { server } = door;
    const opens: Readonly<Partial<Record<DoorName, (address: string) => Promise<unknown>>>> = {
      slime: (address) => SlimeClient.connect(server.ports["slime"]!, proxyHeader(address)),
      native: (address) => door.sts(address),
      wildstar_auth: (address) => door.auth(address),
      websocket: (address) => openSocket(server.port, address),
    };
    for (const [name, open] of Object.entries(opens) as [DoorName, (address: string) => Promise<Closing>][]) {
      await t.step(name, async () => {
        const player = await door.newPlayer(`capped_${name}`.slice(0, 20));
        const { address } = player;
        const query = `/diagnosis?account=${player.id}&address=${address}&door=${TRAIL_DOOR[name]}`;
        const at = async () => (await door.admin("GET", query)).json.doors[0];
        expect((await at()).refusedBy).toBe(null);
        const lines = [await open(address), await open(address)];
        await until(async () => (await at()).refusedBy !== null);
        const { refusedBy, rules } = await at();
        expect([refusedBy, rules[0]]).toEqual(["line.cap", expect.objectContaining(CAP)]);
        const wire = name === "websocket" ? "503 too_many_connections" : "closed";
        expect(await attemptAt[name](door, player)).toBe(wire);
        await server.app.domain.trail.flush();
        const { json } = await door.admin("GET", `/trail?address=${address}&rule=line.cap`);
        const row = { result: "refused", rule: "line.cap", code: "too_many_connections", count: 1 };
        expect(json.items).toMatchObject([{ ...row, wire: wire === "closed" ? null : wire, door: TRAIL_DOOR[name] }]);
        for (const line of lines) (line.line ?? line).close();
        await until(async () => (await at()).refusedBy === null);
      });
    }
  },
);

Deno.test("over the cap of an address HTTP says 503, and so does the diagnosis", async () => {
  const env = { LIMITS_EXEMPT: "", TRUSTED_PROXIES: "" };
  await using server = await startTestServer({ env, config: { limits: { httpPerAddress: 2 } } });
  const { diagnose, trail } = server.app.domain;
  const at = async () => (await diagnose({ address: "127.0.0.1", door: "http" })).doors[0]!;
  expect((await at()).refusedBy).toBe(null);
  const busy = [await half(server.port), await half(server.port)];
  await until(async () => (await at()).refusedBy === "line.cap");
  const refused = await fetch(server.url);
  expect([refused.status, (await refused.json()).code]).toEqual([503, "too_many_connections"]);
  await trail.flush();
  const { trail: rows } = await diagnose({ address: "127.0.0.1", door: "http" });
  expect(rows).toMatchObject([{ door: "http", rule: "line.cap", wire: "503 too_many_connections" }]);
  for (const line of busy) line.close();
});

interface Closing {
  close(): void;
  readonly line?: { close(): void };
}

/** A connection that is not idle: half a request is on its way. */
async function half(port: number): Promise<Deno.TcpConn> {
  const line = await Deno.connect({ hostname: "127.0.0.1", port });
  await line.write(new TextEncoder().encode("GET / HT"));
  return line;
}

async function openSocket(port: number, address: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { "x-forwarded-for": address } });
  await new Promise((resolve) => socket.once("open", resolve));
  return socket;
}
