import { expect } from "expect";
import { createOrigins, type OriginsParts, type PageHeaders } from "../../../lib/doors/browsers/origins.ts";
import { createAddressSet } from "../../../lib/platform/addresses/address_set.ts";
import { parseCidr } from "../../../lib/platform/addresses/cidr.ts";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { createTestClock } from "../../support/test_clock.ts";

const PROXY = "10.0.0.1";

function openOrigins(parts: Partial<OriginsParts> = {}) {
  const log: LogRecord[] = [];
  const clock = createTestClock();
  const origins = createOrigins({
    allowed: ["https://game.example", "http://localhost:3000"],
    publicUrl: null,
    trustedProxies: createAddressSet([parseCidr(PROXY)!]),
    clock,
    log: createLog((record) => log.push(record)),
    ...parts,
  });
  const mayAct = (origin: string | undefined, more: Partial<PageHeaders> = {}) =>
    origins.mayAct({
      origin,
      host: "play.example:8080",
      fetchSite: undefined,
      forwardedHost: undefined,
      peer: "192.0.2.1",
      ...more,
    });
  return { origins, mayAct, log, clock };
}

const { mayAct } = openOrigins();

Deno.test("a program that sends no origin may act", () => {
  expect(mayAct(undefined)).toBe(true);
});

Deno.test("a page elsewhere that hides its origin may not", () => {
  expect(mayAct(undefined, { fetchSite: "cross-site" })).toBe(false);
  expect(mayAct(undefined, { fetchSite: "same-site" })).toBe(true);
  expect(mayAct(undefined, { fetchSite: "none" })).toBe(true);
});

Deno.test("a page whose browser says that it is ours may act, whatever a proxy made of the host", () => {
  expect(mayAct("https://anything.example", { fetchSite: "same-origin" })).toBe(true);
  expect(mayAct("null", { fetchSite: "same-origin" })).toBe(true);
  expect(mayAct("https://anything.example", { fetchSite: "same-site" })).toBe(false);
});

Deno.test("our own pages may act, also behind a proxy that ends TLS", () => {
  expect(mayAct("http://play.example:8080")).toBe(true);
  expect(mayAct("https://Play.Example:8080")).toBe(true);
});

Deno.test("a missing port is the default of the origin's scheme", () => {
  const pairs = [
    ["https://game.test", "game.test:443"],
    ["https://game.test:443", "game.test"],
    ["http://game.test", "game.test:80"],
    ["https://game.test", "game.test"],
    ["http://[2001:db8::1]", "[2001:db8::1]:80"],
    ["http://[::1]:8080", "[::1]:8080"],
  ] as const;
  for (const [origin, host] of pairs) expect([origin, host, mayAct(origin, { host })]).toEqual([origin, host, true]);
  const strange = [["https://game.test", "game.test:80"], ["http://game.test", "game.test:443"], [
    "https://game.test:8443",
    "game.test",
  ]] as const;
  for (const [origin, host] of strange) expect([origin, host, mayAct(origin, { host })]).toEqual([origin, host, false]);
});

Deno.test("the host that a trusted proxy was asked for counts, and nobody else's word on it", () => {
  const forwardedHost = "front.example";
  expect(mayAct("https://front.example", { forwardedHost, peer: PROXY })).toBe(true);
  expect(mayAct("https://front.example", { forwardedHost: "front.example, inner", peer: PROXY })).toBe(true);
  expect(mayAct("https://front.example", { forwardedHost })).toBe(false);
});

Deno.test("the public address is ours, whatever the host", () => {
  const { mayAct } = openOrigins({ publicUrl: "https://hall.example/games" });
  expect(mayAct("https://hall.example", { host: "127.0.0.1:8080" })).toBe(true);
  expect(mayAct("https://hall.example:8443", { host: "127.0.0.1:8080" })).toBe(false);
});

Deno.test("the pages of allowed origins may act", () => {
  expect(mayAct("https://game.example")).toBe(true);
  expect(mayAct("http://localhost:3000")).toBe(true);
});

Deno.test("packaged games, pages without an origin and every game on itch.io may be allowed", () => {
  const allowed = ["null", "capacitor://localhost", "tauri://localhost", "app://.", "https://*.itch.zone"];
  const { mayAct } = openOrigins({ allowed });
  for (const origin of ["null", "capacitor://localhost", "tauri://localhost", "app://.", "https://html.itch.zone"]) {
    expect([origin, mayAct(origin)]).toEqual([origin, true]);
  }
  for (
    const origin of [
      "http://html.itch.zone",
      "https://itch.zone",
      "https://html.itch.zone.evil.example",
      "https://evil.example/.itch.zone",
      "https://html.itch.zone:8443",
      "capacitor://evil",
    ]
  ) expect([origin, mayAct(origin)]).toEqual([origin, false]);
});

Deno.test("other pages may not", () => {
  const strange = [
    "http://evil.example",
    "http://game.example",
    "https://game.example:8443",
    "https://game.example.evil.example",
    "http://play.example",
    "http://play.example:8080.evil.example",
    "http://user@play.example:8080",
    "null",
    "file://",
    "",
    "http://evil.example/http://play.example:8080",
    "chrome-extension://play.example:8080",
  ];
  for (const origin of strange) expect([origin, mayAct(origin)]).toEqual([origin, false]);
});

Deno.test("without a host no page is our own", () => {
  expect(mayAct("http://undefined", { host: undefined })).toBe(false);
});

Deno.test("refused pages are logged once a minute, with how many there were", () => {
  const { mayAct, log, clock } = openOrigins();
  for (let count = 0; count < 5; count++) mayAct("https://evil.example");
  expect(log.map(({ level, data }) => [level, data])).toEqual([
    ["warn", { origin: "https://evil.example", host: "play.example:8080", forwardedHost: null, refused: 1 }],
  ]);
  clock.advance(60_000);
  mayAct("https://evil.example");
  expect(log.map(({ data }) => data)).toMatchObject([{ refused: 1 }, { refused: 5 }]);
});
