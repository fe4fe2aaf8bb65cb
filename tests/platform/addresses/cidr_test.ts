import { expect } from "expect";
import { cidrContains, parseCidr } from "../../../lib/platform/addresses/cidr.ts";

Deno.test("a block has one canonical text", () => {
  const expected: Record<string, string> = {
    "192.0.2.1": "192.0.2.1",
    "192.0.2.1/32": "192.0.2.1",
    "192.0.2.0/24": "192.0.2.0/24",
    "0.0.0.0/0": "0.0.0.0/0",
    "2001:DB8::/32": "2001:db8::/32",
    "2001:db8::1/128": "2001:db8::1",
    "::/0": "::/0",
  };
  for (const [text, canonical] of Object.entries(expected)) expect(parseCidr(text)?.text).toBe(canonical);
});

Deno.test("host bits are cleared", () => {
  expect(parseCidr("10.1.2.3/8")?.text).toBe("10.0.0.0/8");
  expect(parseCidr("192.0.2.255/25")?.text).toBe("192.0.2.128/25");
  expect(parseCidr("2001:db8:ffff::1/33")?.text).toBe("2001:db8:8000::/33");
});

Deno.test("a block of IPv4-mapped addresses is one of IPv4", () => {
  expect(parseCidr("::ffff:10.0.0.0/104")).toEqual({
    kind: "ipv4",
    text: "10.0.0.0/8",
    network: [10, 0, 0, 0],
    prefixBits: 8,
  });
  expect(parseCidr("::ffff:10.0.0.1")?.text).toBe("10.0.0.1");
  expect(parseCidr("::ffff:10.0.0.0/95")).toBeNull();
});

Deno.test("what is no block is refused", () => {
  const refused = [
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/8/8",
    "10.0.0.0/8 ",
    "10.0.0/8",
    "010.0.0.0/8",
    "10.0.0.0/255.0.0.0",
    "::/129",
    "example.com/8",
  ];
  for (const text of refused) expect([text, parseCidr(text)]).toEqual([text, null]);
});

Deno.test("a block contains its first and last address and no neighbour", () => {
  const cidr = parseCidr("192.0.2.64/26")!;
  expect(cidrContains(cidr, "192.0.2.63")).toBe(false);
  expect(cidrContains(cidr, "192.0.2.64")).toBe(true);
  expect(cidrContains(cidr, "192.0.2.127")).toBe(true);
  expect(cidrContains(cidr, "192.0.2.128")).toBe(false);
  expect(cidrContains(cidr, "::ffff:192.0.2.100")).toBe(true);
});

Deno.test("a block holds nothing of the other family, and no garbage", () => {
  expect(cidrContains(parseCidr("0.0.0.0/0")!, "::1")).toBe(false);
  expect(cidrContains(parseCidr("::/0")!, "192.0.2.1")).toBe(false);
  expect(cidrContains(parseCidr("0.0.0.0/0")!, "unknown")).toBe(false);
});
