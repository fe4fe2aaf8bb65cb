import { expect } from "expect";
import fc from "fast-check";
import { limitKey, parseAddress } from "../../../lib/platform/addresses/address.ts";

Deno.test("an address has one canonical text", () => {
  const expected: Record<string, string> = {
    "192.0.2.1": "192.0.2.1",
    "0.0.0.0": "0.0.0.0",
    "2001:DB8:0:0:0:0:0:1": "2001:db8::1",
    "2001:db8:0:1:1:1:1:1": "2001:db8:0:1:1:1:1:1",
    "::": "::",
    "64:ff9b::192.0.2.33": "64:ff9b::c000:221",
  };
  for (const [text, canonical] of Object.entries(expected)) expect(parseAddress(text)).toBe(canonical);
});

Deno.test("an IPv4-mapped IPv6 address is the IPv4 address", () => {
  expect(parseAddress("::ffff:192.0.2.1")).toBe("192.0.2.1");
  expect(parseAddress("::FFFF:c000:0201")).toBe("192.0.2.1");
});

Deno.test("a zone is dropped", () => {
  expect(parseAddress("fe80::1%eth0")).toBe("fe80::1");
});

Deno.test("what is no plain address is refused", () => {
  const refused = [
    "",
    " ",
    "192.0.2.1 ",
    "010.0.0.1",
    "1.2.3.04",
    "0x7f.0.0.1",
    "127.1",
    "1",
    "256.0.0.1",
    "1.2.3.4.5",
    "192.0.2.1%eth0",
    "192.0.2.1:80",
    "[::1]",
    "::ffff:010.0.0.1",
    "::ffff:1.2.3",
    "::ffff:1.2.3.4.5",
    "::192.0.2.1",
    "1::2::3",
    "12345::",
    "::1/64",
    "localhost",
    `fe80::1%${"x".repeat(100)}`,
  ];
  for (const text of refused) expect([text, parseAddress(text)]).toEqual([text, null]);
});

Deno.test("no text makes the parser throw, and its answer is stable", () => {
  const texts = fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), fc.ipV6().map((text) => `${text}%0`));
  fc.assert(fc.property(texts, (text) => {
    const address = parseAddress(text);
    if (address !== null) expect(parseAddress(address)).toBe(address);
  }));
});

Deno.test("limits count IPv4 by address and IPv6 by its /64", () => {
  expect(limitKey("192.0.2.1")).toBe("192.0.2.1");
  expect(limitKey("::ffff:192.0.2.1")).toBe("192.0.2.1");
  expect(limitKey("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(limitKey("2001:db8:1:2::1")).toBe("2001:db8:1:2::/64");
  expect(limitKey("2001:db8:1:3::1")).toBe("2001:db8:1:3::/64");
});

Deno.test("what is no address is a limit key of its own", () => {
  expect(limitKey("unknown")).toBe("unknown");
});
