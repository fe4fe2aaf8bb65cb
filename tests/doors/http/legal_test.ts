/** What HTTP allows and what it does not, as the whole server answers it: docs/contract.md, "HTTP, for browsers". */
import { expect } from "expect";
import { exchange, head, statusOf } from "./raw.ts";
import { eachDoor } from "./setup.ts";

const PAGE = "http://game.example";
const CLOSE = "connection: close\r\n\r\n";
const HANDSHAKE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

eachDoor("what HTTP allows is taken", {}, async ({ server }) => {
  const answers = await Promise.all([
    "GET /readyz HTTP/1.0\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nhost: localhost\r\n" + CLOSE,
    "GET http://localhost/healthz HTTP/1.1\r\nhost: localhost\r\n" + CLOSE,
    "GET /healthz HTTP/1.1\r\nhost:\r\n" + CLOSE,
  ].map((text) => exchange(server.port, text)));
  expect(answers.map(statusOf)).toEqual([200, 204, 200, 200]);
});

eachDoor("twenty calls in one segment are answered in order, whatever each costs", {}, async (door) => {
  const { token } = await door.register("ada");
  const call = (bearer: string) =>
    `GET /api/account HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${bearer}\r\n`;
  const calls = Array.from({ length: 19 }, (_, index) => `${call(index % 2 === 0 ? token : "none")}\r\n`).join("");
  const text = await exchange(door.server.port, calls + call(token) + CLOSE);
  const statuses = [...text.matchAll(/HTTP\/1\.1 ([0-9]{3}) /g)].map(([, status]) => Number(status));
  expect(statuses).toEqual([...Array.from({ length: 19 }, (_, index) => index % 2 === 0 ? 200 : 401), 200]);
});

eachDoor("what HTTP does not allow is refused, dressed as every answer is", {
  env: { ALLOWED_ORIGINS: PAGE },
}, async ({ server }) => {
  const origin = { origin: PAGE };
  const refused: readonly [status: number, text: string, more?: string][] = [
    [400, head("GET /healthz", origin).replace("\r\n\r\n", "\r\nhost: other\r\n\r\n")],
    [501, head("POST /api/auth/login", { ...origin, "transfer-encoding": "gzip, chunked" })],
    [405, head("PUT /api/auth/login", origin), "allow: POST"],
    [413, head("POST /api/auth/login", { ...origin, "content-length": "99999999" })],
    [431, head("GET /", { ...origin, "x-long": "x".repeat(17 * 1_024) })],
    [426, head("GET /ws", { ...HANDSHAKE, ...origin, "sec-websocket-version": "99" }), "sec-websocket-version: 13"],
  ];
  for (const [status, text, more] of refused) {
    const answer = (await exchange(server.port, text)).toLowerCase();
    expect(statusOf(answer.replace("http/1.1", "HTTP/1.1"))).toBe(status);
    if (more !== undefined) expect(answer).toContain(more.toLowerCase());
    expect(answer).toContain(`access-control-allow-origin: ${PAGE}`);
    expect(answer).toContain("x-content-type-options: nosniff");
    expect(answer).toContain("content-security-policy: default-src 'none'; frame-ancestors 'none'");
    expect(answer).toMatch(/referrer-policy: /);
  }
});
