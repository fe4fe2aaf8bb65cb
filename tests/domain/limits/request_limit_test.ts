import { expect } from "expect";
import { createAddressSet } from "../../../lib/platform/addresses/address_set.ts";
import { parseCidr } from "../../../lib/platform/addresses/cidr.ts";
import { createRequestLimit } from "../../../lib/domain/limits/request_limit.ts";
import { createTestClock } from "../../support/test_clock.ts";

function setUp(requestsPerMinute: number) {
  const clock = createTestClock();
  const exempt = createAddressSet([parseCidr("10.0.0.0/8")!]);
  const limit = createRequestLimit({ clock, requestsPerMinute, exempt });
  const isRefused = (address: string): boolean => {
    try {
      limit.count(address);
      return false;
    } catch (error) {
      expect(error).toMatchObject({ code: "rate_limited" });
      return true;
    }
  };
  return { clock, limit, isRefused };
}

Deno.test("so many calls a minute, and no more", () => {
  const { clock, isRefused } = setUp(2);
  expect(["a", "a", "a"].map(() => isRefused("192.0.2.1"))).toEqual([false, false, true]);
  expect(isRefused("192.0.2.2")).toBe(false);
  clock.advance(60_000);
  expect(isRefused("192.0.2.1")).toBe(false);
});

Deno.test("who is refused learns when to come back", () => {
  const { clock, limit } = setUp(1);
  limit.count("192.0.2.1");
  clock.advance(45_500);
  expect(() => limit.count("192.0.2.1")).toThrow("try again in 15 s");
});

Deno.test("one customer's IPv6 addresses are counted together", () => {
  const { isRefused } = setUp(1);
  expect(isRefused("2001:db8::1")).toBe(false);
  expect(isRefused("2001:db8::2")).toBe(true);
  expect(isRefused("2001:db8:0:1::1")).toBe(false);
});

Deno.test("exempt addresses are not limited", () => {
  const { isRefused } = setUp(1);
  expect(["a", "b", "c"].map(() => isRefused("10.1.2.3"))).toEqual([false, false, false]);
});

Deno.test("a flood of addresses starts the count anew instead of filling the memory", () => {
  const { isRefused } = setUp(1);
  isRefused("192.0.2.1");
  for (let count = 0; count < 99_999; count++) isRefused(`address ${count}`);
  expect(isRefused("192.0.2.1")).toBe(false);
});
