/** The door as browsers find it: a whole server, time that moves when told to, and callers from many addresses. */
import { expect } from "expect";
import type { Engine } from "../../../lib/platform/database/database.ts";
import { expectDescribed } from "../../support/described.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";
import { testEngines } from "../../support/test_database.ts";
import { TEST_ADMIN_TOKEN, type TestServer, type TestServerOptions, withServer } from "../../support/test_server.ts";

export const PASSWORD = "correct horse";

export interface Call {
  readonly bearer?: string;
  /** Text and bytes go as they are, anything else as JSON. Nothing says what it is, unless `headers` do. */
  readonly body?: unknown;
  /** Whom the proxy in front names as the caller; a new address each time where it is left out. */
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

export interface Player {
  readonly id: number;
  readonly username: string;
  readonly token: string;
}

export interface Door {
  readonly server: TestServer;
  readonly clock: TestClock;
  /** An address that nobody came from yet. */
  newAddress(): string;
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** A call with the operators' token. */
  admin(method: string, path: string, body?: unknown): Promise<Answer>;
  register(username: string, more?: { email?: string; address?: string }): Promise<Player>;
  /** One more session. @returns its token */
  logIn(username: string): Promise<string>;
  /** The code of `verify`; null where the token holds. */
  verify(token: string): Promise<string | null>;
  /** The account's audit log, oldest first. */
  audit(accountId: number): Promise<readonly Record<string, unknown>[]>;
}

type DoorTest = (door: Door, t: Deno.TestContext) => void | Promise<void>;

/** On SQLite, and on PostgreSQL where there is one. Limits hold, as no address is exempt. */
export function eachDoor(name: string, options: TestServerOptions, run: DoorTest): void {
  for (const engine of testEngines()) {
    Deno.test(`${name} (${engine})`, (t) => withDoor(engine, options, (door) => run(door, t)));
  }
}

/** For what does not depend on the database. */
export function oneDoor(name: string, options: TestServerOptions, run: DoorTest): void {
  Deno.test(name, (t) => withDoor("sqlite", options, (door) => run(door, t)));
}

export async function withDoor(engine: Engine, options: TestServerOptions, run: (door: Door) => void | Promise<void>) {
  const clock = createTestClock();
  const env = { TRUSTED_PROXIES: "127.0.0.1", LIMITS_EXEMPT: "", ...options.env };
  await withServer(engine, { clock, ...options, env }, (server) => run(openDoor(server, clock)));
}

function openDoor(server: TestServer, clock: TestClock): Door {
  let addresses = 0;
  const newAddress = () => `198.18.${++addresses >> 8}.${addresses & 0xff}`;
  const call: Door["call"] = async (method, path, { bearer, body, address = newAddress(), headers: given } = {}) => {
    const headers = new Headers({ "x-forwarded-for": address, ...given });
    if (bearer !== undefined) headers.set("authorization", `Bearer ${bearer}`);
    const init: RequestInit = { method, headers, redirect: "manual" };
    // As bytes, so that fetch adds no Content-Type.
    if (body !== undefined) init.body = toBytes(body);
    const response = await fetch(`${server.url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    const json = isJson ? JSON.parse(text) : null;
    expectDescribed(method, path, response.status, json);
    return { status: response.status, headers: response.headers, text, json };
  };
  const admin: Door["admin"] = (method, path, body) =>
    call(method, `/admin/api${path}`, { bearer: TEST_ADMIN_TOKEN, ...(body === undefined ? {} : { body }) });

  return {
    server,
    clock,
    newAddress,
    call,
    admin,
    async register(username, { email, address = newAddress() } = {}) {
      const body = { username, password: PASSWORD, ...(email === undefined ? {} : { email }) };
      const { status, json } = await call("POST", "/api/auth/register", { body, address });
      if (status !== 201) throw new Error(`Could not register ${username}: ${json.code}`);
      return json;
    },
    async logIn(username) {
      const { status, json } = await call("POST", "/api/auth/login", { body: { username, password: PASSWORD } });
      if (status !== 200) throw new Error(`Could not log in as ${username}: ${json.code}`);
      return json.token;
    },
    async verify(token) {
      const { status, json } = await call("GET", "/api/auth/verify", { bearer: token });
      return status === 200 ? null : json.code;
    },
    async audit(accountId) {
      return (await admin("GET", `/audit?account=${accountId}`)).json.items.toReversed();
    },
  };
}

/** The whole shape of a refusal: RFC 9457, the code, and the headers that belong to its status. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  const { headers, json } = answer;
  expect({ status: answer.status, code: json?.code }).toEqual({ status, code });
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(json).toMatchObject({ type: "about:blank", status, title: expect.any(String), detail: expect.any(String) });
  expect(headers.has("www-authenticate")).toBe(status === 401);
  expect(/^[1-9][0-9]*$/.test(headers.get("retry-after") ?? "")).toBe(status === 429 || status === 503);
}

/** A 422 that names exactly these fields. */
export function expectWrongFields(answer: Answer, fields: readonly string[]): void {
  expectProblem(answer, 422, "invalid_input");
  expect(answer.json.errors).toEqual(fields.map((field) => ({ field, message: expect.any(String) })));
}

/** What a JWT claims, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  const payload = token.split(".")[1] ?? "";
  return JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: "base64url" })));
}

function toBytes(body: unknown): Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
}
