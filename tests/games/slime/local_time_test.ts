import { expect } from "expect";
import { createLocalTime } from "../../../lib/games/slime/local_time.ts";

Deno.test("Sunday is 1 and Saturday 7", () => {
  const utc = createLocalTime("UTC");
  expect(utc(new Date("2026-11-22T04:12:42Z"))).toEqual({ day: 1, hour: 4, minute: 12 });
  expect(utc(new Date("2026-11-28T23:59:59Z"))).toEqual({ day: 7, hour: 23, minute: 59 });
});

Deno.test("midnight is hour 0", () => {
  expect(createLocalTime("UTC")(new Date("2026-11-23T00:00:00Z"))).toEqual({ day: 2, hour: 0, minute: 0 });
});

Deno.test("the time is that of the zone, its summer time included", () => {
  const berlin = createLocalTime("Europe/Berlin");
  expect(berlin(new Date("2026-01-04T23:30:00Z"))).toEqual({ day: 2, hour: 0, minute: 30 });
  expect(berlin(new Date("2026-07-05T12:00:00Z"))).toEqual({ day: 1, hour: 14, minute: 0 });
  expect(createLocalTime("Asia/Kathmandu")(new Date("2026-01-04T00:00:00Z")).minute).toBe(45);
});
