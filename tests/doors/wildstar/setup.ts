/** The doors as players find them: a whole server, time that moves when told to, and clients from many addresses. */
import { type Answer, type Call, createDoorTests } from "../../support/doors.ts";
import type { TestClock } from "../../support/test_clock.ts";
import { TEST_ADMIN_TOKEN, type TestServer } from "../../support/test_server.ts";
import { proxyHeader } from "../../support/proxy_header.ts";
import { type AuthAnswer, AuthClient, type Realm, type Travel } from "./auth_client.ts";
import { BinaryClient } from "./binary_client.ts";
import { Line } from "./line.ts";
import type { Login } from "./srp6_client.ts";
import { StsClient, tokenBytes } from "./sts_client.ts";

export const PASSWORD = "correct horse";

/** Somebody with an account, and where the lines come from. */
export interface Player extends Login {
  readonly username: string;
  readonly address: string;
  readonly id: number;
  /** A session token of a browser. */
  readonly bearer: string;
}

export interface Door {
  readonly server: TestServer;
  readonly clock: TestClock;
  /** A new player's address, behind the proxy that every line and call comes through; other than all before. */
  newAddress(): string;
  /** An account made over HTTP, from an address of its own. Null leaves the e-mail out. */
  newPlayer(username: string, email?: string | null): Promise<Player>;
  /** A line to STS or Auth, from a new address unless told. Lines are closed at the end of the test. */
  line(port: "auth" | "realm", address?: string): Promise<Line>;
  /** A native client that has said Connect. */
  sts(address?: string): Promise<StsClient>;
  /** A client of the documented dialect, whose hello is not read yet: the server says it when the client does. */
  binary(address?: string): Promise<BinaryClient>;
  /** A client of Auth that has read the server's hello. */
  auth(address?: string): Promise<AuthClient>;
  /** A game token, by a whole native login. */
  token(player: Player): Promise<Uint8Array>;
  /** What Auth answers to a token, on a line of its own. */
  askAuth(player: Pick<Player, "email" | "address">, token: Uint8Array, travel?: Travel): Promise<AuthAnswer[]>;
  /** STS, then Auth; the player must get in. */
  enter(player: Player, travel?: Travel): Promise<Realm>;
  /** A call over HTTP, as a browser or a game server makes it. */
  call(method: string, path: string, more?: Call): Promise<Answer>;
  /** A call with the operators' token. */
  admin(method: string, path: string, body?: unknown): Promise<Answer>;
}

export const { eachDoor, oneDoor } = createDoorTests<Door>((server, clock) => openDoor(server, clock));

/** @param isProxied whether lines begin with a PROXY header and calls name the player's address */
export function openDoor(
  server: TestServer,
  clock: TestClock,
  isProxied = true,
): { door: Door; close(): void } & Disposable {
  const lines: Line[] = [];
  let addresses = 0;
  const newAddress = () => `198.51.${100 + (++addresses >> 8)}.${addresses & 0xff}`;

  const door: Door = {
    server,
    clock,
    newAddress,
    async newPlayer(username, email = `${username}@example.com`) {
      const address = newAddress();
      const body = { username, password: PASSWORD, ...(email === null ? {} : { email }) };
      const { status, json } = await door.call("POST", "/api/auth/register", { body, address });
      if (status !== 201) throw new Error(`Could not register ${username}: ${JSON.stringify(json)}`);
      return { username, email: email ?? "", password: PASSWORD, address, id: json.id, bearer: json.token };
    },
    async line(port, address = newAddress()) {
      const line = await Line.connect(server.ports[port]!, isProxied ? proxyHeader(address) : new Uint8Array());
      lines.push(line);
      return line;
    },
    sts: async (address) => await new StsClient(await door.line("auth", address)).connect(),
    binary: async (address) => new BinaryClient(await door.line("auth", address)),
    auth: async (address) => await new AuthClient(await door.line("realm", address)).greeted(),
    async token(player) {
      const client = await door.sts(player.address);
      const token = await client.logIn(player) ? await client.gameToken() : null;
      await client.line.end();
      if (token === null) throw new Error(`STS refused ${player.email}`);
      return tokenBytes(token);
    },
    async askAuth({ email, address }, token, travel) {
      const client = await door.auth(address);
      const answers = await client.ask({ email, token }, travel);
      await client.line.end();
      return answers;
    },
    async enter(player, travel) {
      const answers = await door.askAuth(player, await door.token(player), travel);
      const realm = answers.at(-1);
      if (realm?.type !== "realm") throw new Error(`Auth refused ${player.email}: ${JSON.stringify(realm)}`);
      return realm;
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
  };
  // Before the server ends: it would wait for them, on a clock that stands still.
  const close = () => lines.forEach((line) => line.close());
  return { door, close, [Symbol.dispose]: close };
}
