/** One attempt at each door, by clients that know the protocols only, and what came over the wire. */
import { WebSocket } from "ws";
import { proxyHeader } from "../../support/proxy_header.ts";
import { SlimeClient } from "../../doors/slime/client.ts";
import type { BinaryAnswer } from "../../doors/wildstar/binary_client.ts";
import type { Door } from "../../doors/wildstar/setup.ts";

export interface Attempt {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly mac?: string;
  /** A session token, for the WebSocket. */
  readonly bearer?: string;
  /** A game token, for Auth. */
  readonly token?: Uint8Array;
  /** Of clients of another build. */
  readonly isOld?: boolean;
}

/** The door as the trail calls it; STS speaks two dialects. */
export type DoorName = "http" | "game_auth" | "websocket" | "slime" | "native" | "binary" | "wildstar_auth";

export const TRAIL_DOOR: Readonly<Record<DoorName, string>> = {
  http: "http",
  game_auth: "game_auth",
  websocket: "websocket",
  slime: "slime",
  native: "wildstar_sts",
  binary: "wildstar_sts",
  wildstar_auth: "wildstar_auth",
};

type Try = (door: Door, attempt: Attempt) => Promise<string>;

/** What a client saw, in the words of the trail; `closed` where the line ended without any. */
export const attemptAt: Readonly<Record<DoorName, Try>> = {
  http: ({ call }, { username, password, address }) =>
    answered(call("POST", "/api/auth/login", { address, body: { username, password } })),
  game_auth: ({ call }, { username, password, address }) => {
    const body = { authentication_method: "website", credentials: { username, password } };
    return answered(call("POST", "/auth/authenticate", { address, body }));
  },
  websocket: ({ server }, { address, bearer = "" }) => socketAuth(`ws://127.0.0.1:${server.port}/ws`, address, bearer),
  async slime({ server }, { username, password, address, mac = "", isOld }) {
    using client = await SlimeClient.connect(server.ports["slime"]!, proxyHeader(address));
    const more = isOld === true ? { version: "0.001" } : {};
    const answer = await client.login({ username, password, mac, ...more }).catch(() => null);
    return answer === null ? "closed" : `LOGIN ${typeof answer === "number" ? answer : 1}`;
  },
  async native(door, attempt) {
    const line = await door.sts(attempt.address).catch(() => null);
    if (line === null) return "closed";
    const isIn = await line.logIn(attempt).catch(() => null);
    await line.line.end();
    return isIn === null ? "closed" : isIn ? "200 OK" : "400 3002";
  },
  async binary(door, { isOld, ...attempt }) {
    const client = await door.binary(attempt.address);
    await client.line.write(client.hello({ email: attempt.email, ...(isOld === true ? { build: 1 } : {}) }));
    const first = await client.greeted().then(() => client.answer()).catch(() => null);
    const answer = first?.type === "challenge" ? await client.ask(client.proof(attempt, first.challenge)) : first;
    await client.line.end();
    return saidBy(answer);
  },
  async wildstar_auth(door, { email, address, token = new Uint8Array(16), isOld }) {
    const client = await door.auth(address).catch(() => null);
    if (client === null) return "closed";
    const answers = await client.ask({ email, token, ...(isOld === true ? { build: 1 } : {}) }).catch(() => []);
    await client.line.end();
    const last = answers.at(-1);
    return last === undefined ? "closed" : last.type === "denied" ? `denied ${last.result}` : "accepted";
  },
};

async function answered(call: ReturnType<Door["call"]>): Promise<string> {
  const { status, json } = await call;
  return status === 200 ? "200 OK" : `${status} ${json.code}`;
}

function saidBy(answer: BinaryAnswer | null): string {
  if (answer === null) return "closed";
  return answer.type === "denied" ? `denied ${answer.result}` : answer.type;
}

function socketAuth(url: string, address: string, token: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = new WebSocket(url, { headers: { "x-forwarded-for": address } });
  socket.on("open", () => socket.send(JSON.stringify({ type: "auth", token })));
  socket.on("message", (data) => {
    const { type, code } = JSON.parse(String(data));
    resolve(code === undefined ? type : `${type} ${code}`);
    socket.close();
  });
  socket.on("unexpected-response", (_request, response) => {
    let text = "";
    response.on("data", (part) => text += part);
    response.on("end", () => resolve(`${response.statusCode} ${JSON.parse(text).code}`));
  });
  socket.on("error", () => resolve("closed"));
  return promise;
}
