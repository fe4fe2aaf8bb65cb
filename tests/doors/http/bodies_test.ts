import { expect } from "expect";
import { eachDoor, expectProblem, PASSWORD } from "./setup.ts";
import { exchange, head, statusOf } from "./raw.ts";

const LOGIN = "/api/auth/login";
const BODY_BYTES_MAX = 16 * 1_024;

eachDoor("bodies", {}, async (door, t) => {
  await door.register("ada");
  const right = { username: "ada", password: PASSWORD };

  await t.step("JSON is read whatever its Content-Type says", async () => {
    const types = [
      "text/plain;charset=UTF-8",
      "application/json",
      "application/x-www-form-urlencoded",
      "x/y",
      "rubbish",
    ];
    expect((await door.call("POST", LOGIN, { body: right })).status).toBe(200);
    for (const type of types) {
      const { status } = await door.call("POST", LOGIN, { body: right, headers: { "content-type": type } });
      expect([type, status]).toEqual([type, 200]);
    }
  });

  const rubbish: readonly [name: string, body: string | Uint8Array][] = [
    ["nothing", ""],
    ["half of an object", '{"username": "ada"'],
    ["text that is no JSON", "username=ada&password=x"],
    ["two objects", "{}{}"],
    ["a comment", '{} // "ada"'],
    ["what is no UTF-8", Uint8Array.of(0x22, 0xff, 0xfe, 0x22)],
    ["half a letter of UTF-8", new TextEncoder().encode('"é').subarray(0, 2)],
    ["arrays in arrays", "[".repeat(1_000) + "]".repeat(1_000)],
    ["objects in objects", '{"a":'.repeat(17) + "1" + "}".repeat(17)],
    ["a bare NUL", '"\u0000"'],
  ];
  for (const [name, body] of rubbish) {
    await t.step(`${name} is no readable JSON`, async () => {
      expectProblem(await door.call("POST", LOGIN, { body }), 400, "invalid_json");
    });
  }

  await t.step("a body of 16 KiB is read, one more byte is too large", async () => {
    const padded = (bytes: number) => JSON.stringify(right).padEnd(bytes, " ");
    expect((await door.call("POST", LOGIN, { body: padded(BODY_BYTES_MAX) })).status).toBe(200);
    const answer = await door.call("POST", LOGIN, { body: padded(BODY_BYTES_MAX + 1) });
    expectProblem(answer, 413, "payload_too_large");
  });

  await t.step("a megabyte is refused from its header, before it is sent", async () => {
    const answer = await exchange(door.server.port, head(`POST ${LOGIN}`, { "content-length": "1048576" }));
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain('"code":"payload_too_large"');
    expect(answer).toContain("application/problem+json");
  });

  await t.step("a megabyte in chunks is refused when it is too large", async () => {
    const chunk = `1000\r\n${"x".repeat(0x1000)}\r\n`;
    const chunked = head(`POST ${LOGIN}`, { "transfer-encoding": "chunked" });
    const answer = await exchange(door.server.port, chunked, ...Array(13).fill(chunk));
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain('"code":"payload_too_large"');
  });

  await t.step("a body where none is needed is let be", async () => {
    const token = await door.logIn("ada");
    expect((await door.call("POST", "/api/auth/refresh", { bearer: token, body: "{" })).status).toBe(200);
  });

  await t.step("what is wrong in a request changes nothing and breaks nothing", async () => {
    for (const request of ["rubbish", "GET", "POST / HTTP/9.9", "\u0000\u0001\u0002"]) {
      expect(statusOf(await exchange(door.server.port, `${request}\r\n\r\n`))).toBe(400);
    }
    const long = head("GET /", { "x-long": "x".repeat(17 * 1_024) });
    expect(statusOf(await exchange(door.server.port, long))).toBe(431);
    expect((await door.call("GET", "/healthz")).status).toBe(200);
  });
});
