import { expect } from "expect";
import { Secret } from "../../../lib/platform/config/config.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { type LogLevel, withFields } from "../../../lib/platform/log/log.ts";
import { setUpLog } from "../../../lib/platform/log/setup.ts";
import { createTestClock } from "../../support/test_clock.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl";
const LOGIN_TOKEN = "Zm9yIHRlc3RzIG9ubHksIHRoaXJ0eS10d28gYnl0ZXM";
const SESSION_KEY = "00112233445566778899aabbccddeeff";

function logInto(level: LogLevel = "debug", format: "json" | "pretty" = "json") {
  const lines: string[] = [];
  const log = setUpLog({ level, format, clock: createTestClock(), write: (line) => lines.push(line) });
  return { log, lines, records: () => lines.map((line) => JSON.parse(line)) };
}

Deno.test("a record is one line of JSON with the injected clock's time", () => {
  const { log, lines } = logInto();
  log.info("Listening", { port: 8080, at: new Date(0) });
  expect(lines).toEqual([
    '{"@timestamp":"2026-01-01T00:00:00.000Z","level":"INFO","message":"Listening","logger":"gatehouse",' +
    '"data":{"port":8080,"at":"1970-01-01T00:00:00.000Z"}}\n',
  ]);
});

Deno.test("fields of a child log are on every record", () => {
  const { log, records } = logInto();
  withFields(log, { requestId: "r1" }).warn("Slow", { ms: 5 });
  expect(records()[0]).toMatchObject({ level: "WARN", data: { requestId: "r1", ms: 5 } });
});

Deno.test("what is below the level is neither logged nor looked at", () => {
  const { log, records } = logInto("warn");
  let isLookedAt = false;
  log.info("Costly", {
    get costly() {
      return isLookedAt = true;
    },
  });
  expect(isLookedAt).toBe(false);
  for (const level of ["debug", "info", "warn", "error"] as const) log[level](level);
  expect(records().map(({ level }) => level)).toEqual(["WARN", "ERROR"]);
});

Deno.test("an error is logged with its code, its cause and, at error level alone, its stack", () => {
  const { log, records } = logInto();
  const error = new AppError("internal", "Could not read", {}, { cause: new TypeError("of another kind") });
  log.error("A call failed", { error });
  log.warn("A call failed", { error });
  const [asError, asWarning] = records().map(({ data }) => data.error);
  expect(asError).toMatchObject({
    name: "AppError",
    code: "internal",
    message: "Could not read",
    cause: { name: "TypeError", message: "of another kind" },
  });
  expect(asError.stack).toContain("setup_test.ts");
  expect(asError.cause.stack).toContain("setup_test.ts");
  expect(asWarning).not.toHaveProperty("stack");
  expect(asWarning.cause).not.toHaveProperty("stack");
});

Deno.test("an error's own fields are left out: drivers keep the parameters of a query there", () => {
  const { log, lines } = logInto();
  log.error("Failed", { error: Object.assign(new Error("syntax"), { parameters: ["hunter2"], query: "select" }) });
  expect(lines.join("")).not.toContain("hunter2");
});

Deno.test("fields with the name of a secret are redacted at every depth", () => {
  const { log, lines, records } = logInto();
  const secrets = {
    password: "hunter2",
    currentPassword: "hunter2",
    token: "hunter2",
    login_token: "hunter2",
    characterToken: "hunter2",
    ticket: "hunter2",
    jwtSecret: "hunter2",
    Authorization: "hunter2",
    cookie: "hunter2",
    sessionKey: "hunter2",
    server_key: "hunter2",
    apiKey: "hunter2",
    credentials: { email: "hunter2" },
    verifier: "hunter2",
    key: "hunter2",
  };
  log.info("Top", secrets);
  log.info("Deeper", { call: { body: [secrets] } });
  expect(lines.join("")).not.toContain("hunter2");
  expect(Object.values(records()[0].data)).toEqual(Object.keys(secrets).map(() => "[redacted]"));
});

Deno.test("fields that only sound like secrets stay", () => {
  const { log, records } = logInto();
  const data = { tokens: 3, tokenId: "t1", keyId: "k1", username: "Ada", address: "192.0.2.1", requestId: "r1" };
  log.info("Counted", data);
  expect(records()[0].data).toEqual(data);
});

Deno.test("what looks like a secret is redacted in messages, fields and stacks", () => {
  for (
    const secret of [
      JWT,
      JWT.slice(0, JWT.lastIndexOf(".")),
      LOGIN_TOKEN,
      SESSION_KEY,
      SESSION_KEY.toUpperCase().repeat(4),
      `Bearer ${LOGIN_TOKEN.slice(0, 30)}`,
      `Basic dXNlcjpodW50ZXIy`,
      "postgres://gate:hunter2@db.example/gatehouse",
      "/auth?id_token=hunter2&a=b",
      "$2b$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    ]
  ) {
    for (const format of ["json", "pretty"] as const) {
      const { log, lines } = logInto("debug", format);
      log.error(`Heard ${secret} from somebody`, { note: `"${secret}"`, error: new Error(`Refused ${secret}`) });
      const text = lines.join("");
      for (const part of [secret, "hunter2", LOGIN_TOKEN.slice(0, 30), "dXNlcjpodW50ZXIy", "E5YPO9kmyuRGyh0XouQ"]) {
        expect(text).not.toContain(part);
      }
      expect(text).toContain("[redacted]");
      expect(text).toContain("from somebody");
    }
  }
});

Deno.test("request ids, addresses and paths are no secrets", () => {
  const { log, lines } = logInto();
  const note =
    "0b0e7a52-4c3d-4f1e-9d57-0a8a3ad9d3a1 2001:db8:1234:5678:9abc:def0:1234:5678 /games/wildstar/module.ts:12:34";
  log.info(note);
  expect(lines[0]).toContain(note);
});

Deno.test("secrets of the configuration and bytes are never written", () => {
  const { log, records } = logInto();
  log.info("Started", { config: { database: new Secret("hunter2") }, packet: new Uint8Array([1, 2, 3]) });
  expect(records()[0].data).toEqual({ config: { database: "[redacted]" }, packet: "[3 bytes]" });
});

Deno.test("braces in a message are text, and a line end makes no second record", () => {
  const { log, lines, records } = logInto();
  log.info('Said {name}\n{"level":"ERROR"}', { name: "Ada" });
  expect(lines).toHaveLength(1);
  expect(records()[0].message).toBe('Said {name} {"level":"ERROR"}');
  const pretty = logInto("debug", "pretty");
  pretty.log.info("Said\nmore", { name: "A\nda" });
  expect(pretty.lines.join("").split("\n")).toHaveLength(2);
});

Deno.test("whatever is logged, something is written: cycles, great depths, long lists and texts, odd values", () => {
  const { log, records } = logInto();
  const cycle: Record<string, unknown> = {};
  cycle["again"] = cycle;
  log.info("Odd", {
    cycle,
    list: Array.from({ length: 60 }, (_, index) => index),
    text: "x ".repeat(5_000),
    big: 5n,
    nothing: undefined,
    call: () => {},
    date: new Date(Number.NaN),
  });
  log.info("A list", [1, 2]);
  log.info("Broken", {
    module: "zoo",
    get broken() {
      throw new Error("cannot be read");
    },
  });
  const [odd, list, broken] = records();
  expect(broken.data).toEqual({ module: "zoo", broken: "[unreadable]" });
  expect(JSON.stringify(odd.data.cycle)).toContain("[…]");
  expect(odd.data.list).toHaveLength(51);
  expect(odd.data.list[50]).toBe("[10 more]");
  expect(odd.data.text).toHaveLength(4_001);
  expect(odd.data).toMatchObject({ big: "5", call: "[function]", date: "[no date]" });
  expect(list.data).toEqual({ value: [1, 2] });
});

Deno.test("the pretty form has its fields on the line and stacks below", () => {
  const { log, lines } = logInto("debug", "pretty");
  log.info("Listening", { port: 8080 });
  log.warn("Odd");
  log.error("Failed", { error: new Error("broken") });
  expect(lines[0]).toBe('2026-01-01T00:00:00.000Z INF Listening {"port":8080}\n');
  expect(lines[1]).toBe("2026-01-01T00:00:00.000Z WRN Odd\n");
  expect(lines[2]).toMatch(
    /^\S+ ERR Failed {"error":{"name":"Error","message":"broken"}}\n {4}Error: broken\n {8}at /,
  );
});
