import { expect } from "expect";
import { isOriginAllowed } from "../../../lib/doors/net/ws_origin.ts";

const allowed = ["https://game.example", "http://localhost:3000"];
const isAllowed = (origin: string | undefined, host: string | undefined = "play.example:8080") =>
  isOriginAllowed({ origin, host, allowed });

Deno.test("a program that sends no origin may connect", () => {
  expect(isAllowed(undefined)).toBe(true);
});

Deno.test("our own pages may connect, also behind a proxy that ends TLS", () => {
  expect(isAllowed("http://play.example:8080")).toBe(true);
  expect(isAllowed("https://Play.Example:8080")).toBe(true);
});

Deno.test("the pages of allowed origins may connect", () => {
  expect(isAllowed("https://game.example")).toBe(true);
  expect(isAllowed("http://localhost:3000")).toBe(true);
});

Deno.test("other pages may not", () => {
  const strange = [
    "http://evil.example",
    "http://game.example",
    "https://game.example:8443",
    "https://game.example.evil.example",
    "http://play.example",
    "http://play.example:8080.evil.example",
    "null",
    "file://",
    "",
    "http://evil.example/http://play.example:8080",
    "chrome-extension://play.example:8080",
  ];
  for (const origin of strange) expect([origin, isAllowed(origin)]).toEqual([origin, false]);
});

Deno.test("without a host no page is our own", () => {
  expect(isOriginAllowed({ origin: "http://undefined", host: undefined, allowed: [] })).toBe(false);
});
