import { expect } from "expect";
import fc from "fast-check";
import { createAddressSet } from "../../../lib/platform/addresses/address_set.ts";
import { parseCidr } from "../../../lib/platform/addresses/cidr.ts";
import { clientAddress } from "../../../lib/platform/addresses/client_address.ts";

const trusted = createAddressSet([parseCidr("10.0.0.0/8")!, parseCidr("2001:db8:1::/48")!]);
const client = (peer: string, forwardedFor?: string | null) => clientAddress({ peer, forwardedFor, trusted });

Deno.test("without proxies the peer is the client", () => {
  expect(client("192.0.2.1")).toBe("192.0.2.1");
  expect(client("::ffff:192.0.2.1", null)).toBe("192.0.2.1");
  expect(client("10.0.0.1", "")).toBe("10.0.0.1");
});

Deno.test("a header from a peer that is not trusted is not believed", () => {
  expect(client("192.0.2.1", "198.51.100.7")).toBe("192.0.2.1");
});

Deno.test("the rightmost address that is no trusted proxy is the client", () => {
  expect(client("10.0.0.1", "198.51.100.7")).toBe("198.51.100.7");
  expect(client("10.0.0.1", "203.0.113.9, 198.51.100.7")).toBe("198.51.100.7");
  expect(client("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2,2001:db8:1::5")).toBe("198.51.100.7");
});

Deno.test("when every hop is trusted the leftmost is the client", () => {
  expect(client("10.0.0.1", "10.0.0.3, 10.0.0.2")).toBe("10.0.0.3");
});

Deno.test("behind garbage nothing is believed", () => {
  expect(client("10.0.0.1", "198.51.100.7, unknown")).toBe("10.0.0.1");
  expect(client("10.0.0.1", "198.51.100.7, 010.9.9.9, 10.0.0.2")).toBe("10.0.0.2");
  expect(client("10.0.0.1", ",")).toBe("10.0.0.1");
});

Deno.test("a port beside an address is passed over", () => {
  expect(client("10.0.0.1", "198.51.100.7:4711")).toBe("198.51.100.7");
  expect(client("10.0.0.1", "[2001:db8::7]:4711")).toBe("2001:db8::7");
  expect(client("10.0.0.1", "[2001:db8::7]")).toBe("2001:db8::7");
});

Deno.test("an endless row of proxies is not followed to its end", () => {
  expect(client("10.0.0.1", `198.51.100.7, ${Array(16).fill("10.0.0.2").join(", ")}`)).toBe("10.0.0.2");
});

Deno.test("no header makes it throw", () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (header) => {
    expect(typeof client("10.0.0.1", header)).toBe("string");
  }));
});
