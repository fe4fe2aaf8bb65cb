import { expect } from "expect";
import { covers, macDigits } from "../../static/console/addresses.js";
import { columnsOf } from "../../static/console/series.js";
import { parseRoute } from "../../static/console/router.js";

Deno.test("a ban covers the addresses of its block, and no other", () => {
  expect(covers("198.51.100.7", "198.51.100.7")).toBe(true);
  expect(covers("198.51.100.0/24", "198.51.100.200")).toBe(true);
  expect(covers("198.51.100.0/25", "198.51.100.200")).toBe(false);
  expect(covers("2001:db8::/32", "2001:db8:1::1")).toBe(true);
  expect(covers("2001:db8::/48", "2001:db8:1::1")).toBe(false);
  expect(covers("::1", "0:0:0:0:0:0:0:1")).toBe(true);
  expect(covers("001122334455", "198.51.100.7")).toBe(false);
});

Deno.test("a device is the same however it is written", () => {
  expect(macDigits("00:11:22-AA:bb:CC")).toBe("001122aabbcc");
});

Deno.test("a minute that nobody measured stays a gap, and one without a count is none", () => {
  const at = (minute: number) => new Date(minute * 60_000).toISOString();
  const measured = { points: [{ at: at(1), value: 5 }, { at: at(2), value: 5 }, { at: at(4), value: 6 }] };
  expect(columnsOf(["refused"], [measured, { points: [{ at: at(2), value: 3 }] }])).toEqual([
    [60, 120, 180, 240],
    [0, 3, null, 0],
  ]);
  expect(columnsOf(["refused"], [{ points: [] }, { points: [] }])).toEqual([[], []]);
});

Deno.test("an address names a page, a thing and what is asked for", () => {
  expect(parseRoute("#/accounts/7?x=a%2Fb")).toEqual({ name: "account", id: "7", query: { x: "a/b" } });
  expect(parseRoute("#/")).toEqual({ name: "", id: "", query: {} });
  expect(parseRoute("")).toEqual({ name: "", id: "", query: {} });
});
