/** The door as players find it: a whole server, time that moves when told to, and clients from many addresses. */
import { type Answer, type Call, createDoorTests } from "../../support/doors.ts";
import type { TestClock } from "../../support/test_clock.ts";
import { TEST_ADMIN_TOKEN, type TestServer } from "../../support/test_server.ts";
import { until } from "../../support/until.ts";
import { SlimeClient } from "./client.ts";
import { proxyHeader } from "../../support/proxy_header.ts";

export const PASSWORD = "password123";

export interface Door {
  readonly server: TestServer;
  readonly clock: TestClock;
  /** A new player's address, behind the proxy that every line and call comes through; other than all before. */
  newAddress(): string;
  /** A line from `address`, or from a new one. It is closed at the end of the test. */
  connect(address?: string): Promise<SlimeClient>;
  /** An account made at this door from an address of its own; its line goes on. */
  newPlayer(username: string, more?: { mac?: string; address?: string }): Promise<SlimeClient>;
  /** A call over HTTP, as a browser makes it. */
  call(method: string, path: string, more?: Call): Promise<Answer>;
  /** A call with the operators' token. */
  admin(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Bans addresses. */
  banAddress(value: string): Promise<void>;
  /** The id of an account. */
  accountId(username: string): Promise<number>;
  /** The account as operators see it. */
  // deno-lint-ignore no-explicit-any
  account(username: string): Promise<any>;
  /** Why the account's latest session ended, once it has: a line is closed before that is written. */
  endReason(username: string): Promise<string>;
}

export const { eachDoor, oneDoor } = createDoorTests<Door>((server, clock) => openDoor(server, clock));

/** @param isProxied whether lines begin with a PROXY header and calls name the player's address */
export function openDoor(server: TestServer, clock: TestClock, isProxied = true): { door: Door; close(): void } {
  const clients: SlimeClient[] = [];
  let addresses = 0;
  const newAddress = () => `198.51.${100 + (++addresses >> 8)}.${addresses & 0xff}`;

  const door: Door = {
    server,
    clock,
    newAddress,
    async connect(address = newAddress()) {
      const greeting = isProxied ? proxyHeader(address) : new Uint8Array();
      const client = await SlimeClient.connect(server.ports["slime"]!, greeting);
      clients.push(client);
      return client;
    },
    async newPlayer(username, { mac = "", address } = {}) {
      const client = await door.connect(address);
      const result = await client.register({ username, password: PASSWORD, mac });
      if (result !== 1) throw new Error(`The registration of ${username} got result ${result}`);
      return client;
    },
    async call(method, path, { bearer, body, address = newAddress() } = {}) {
      const headers = new Headers(isProxied ? { "x-forwarded-for": address } : {});
      if (bearer !== undefined) headers.set("authorization", `Bearer ${bearer}`);
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(`${server.url}${path}`, { method, headers, ...init });
      const text = await response.text();
      return { status: response.status, json: text === "" ? null : JSON.parse(text) };
    },
    admin: (method, path, body) =>
      door.call(method, `/admin/api${path}`, { bearer: TEST_ADMIN_TOKEN, ...(body === undefined ? {} : { body }) }),
    async banAddress(value) {
      const { status } = await door.admin("POST", "/bans", { kind: "ip", value, reason: "a bad street" });
      if (status !== 201) throw new Error(`The ban of ${value} got status ${status}`);
    },
    async accountId(username) {
      const { json } = await door.admin("GET", `/accounts?search=${username}`);
      return json.items[0].id;
    },
    async endReason(username) {
      const latest = async () => (await door.account(username)).sessions[0]?.endReason;
      await until(async () => typeof await latest() === "string");
      return await latest();
    },
    account: async (username) => (await door.admin("GET", `/accounts/${await door.accountId(username)}`)).json,
  };
  return { door, close: () => clients.forEach((client) => client.close()) };
}
