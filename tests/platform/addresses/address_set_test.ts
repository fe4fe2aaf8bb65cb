import { expect } from "expect";
import fc from "fast-check";
import { createAddressSet } from "../../../lib/platform/addresses/address_set.ts";
import { cidrContains, parseCidr } from "../../../lib/platform/addresses/cidr.ts";

const setOf = (...texts: string[]) => createAddressSet(texts.map((text) => parseCidr(text)!));

Deno.test("a set holds the addresses of each of its blocks", () => {
  const set = setOf("10.0.0.0/8", "192.0.2.1", "2001:db8::/32");
  for (const address of ["10.0.0.0", "10.255.255.255", "192.0.2.1", "::ffff:10.1.1.1", "2001:db8:ffff::"]) {
    expect([address, set.has(address)]).toEqual([address, true]);
  }
  for (const address of ["11.0.0.0", "192.0.2.2", "2001:db9::", "::1", "unknown", ""]) {
    expect([address, set.has(address)]).toEqual([address, false]);
  }
});

Deno.test("an empty set holds nothing", () => {
  expect(setOf().has("127.0.0.1")).toBe(false);
});

Deno.test("everything of one family is not everything of the other", () => {
  expect(setOf("0.0.0.0/0").has("::1")).toBe(false);
  expect(setOf("::/0").has("127.0.0.1")).toBe(false);
});

Deno.test("a set answers as its blocks do one by one", () => {
  const blocks = fc.array(
    fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, prefix]) => parseCidr(`${address}/${prefix}`)!),
    { maxLength: 5 },
  );
  fc.assert(fc.property(blocks, fc.ipV4(), (cidrs, address) => {
    expect(createAddressSet(cidrs).has(address)).toBe(cidrs.some((cidr) => cidrContains(cidr, address)));
  }));
});
