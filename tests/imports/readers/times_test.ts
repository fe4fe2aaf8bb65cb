import { expect } from "expect";
import { hasZone, TimeError, utcTime, zonedTime } from "../../../lib/imports/readers/times.ts";

const shown = (ms: number | null) => ms === null ? null : new Date(ms).toISOString();

for (
  const [text, utc, isZoned] of [
    ["2027-06-07", "2027-06-07T00:00:00.000Z", false],
    ["2027-06-07 08:09", "2027-06-07T08:09:00.000Z", false],
    ["2027-06-07T08:09:10", "2027-06-07T08:09:10.000Z", false],
    ["2027-06-07 08:09:10.5", "2027-06-07T08:09:10.500Z", false],
    ["2027-06-07 08:09:10.057123456", "2027-06-07T08:09:10.057Z", false],
    [" 2027-06-07t08:09:10z ", "2027-06-07T08:09:10.000Z", true],
    ["2027-06-07 08:09:10.25+00", "2027-06-07T08:09:10.250Z", true],
    ["2027-06-07 08:09:10 +0130", "2027-06-07T06:39:10.000Z", true],
    ["2027-06-07T08:09:10-05:30", "2027-06-07T13:39:10.000Z", true],
    ["2028-02-29 23:59:59", "2028-02-29T23:59:59.000Z", false],
    ["0099-01-02 00:00:00", "0099-01-02T00:00:00.000Z", false],
    ["infinity", "9999-12-31T23:59:59.000Z", true],
  ] as const
) {
  Deno.test(`"${text}" is ${utc} in UTC, and says ${isZoned ? "its" : "no"} zone`, () => {
    expect(shown(utcTime(text))).toBe(utc);
    expect(hasZone(text)).toBe(isZoned);
  });
}

Deno.test("NULL, an empty text and the zero date are none", () => {
  for (const text of [null, "", "0000-00-00", "0000-00-00 00:00:00"]) {
    expect([utcTime(text), zonedTime(text, "Europe/Berlin")]).toEqual([null, null]);
  }
});

for (
  const text of [
    "soon",
    "03/02/2024",
    "2027-02-29",
    "2027-02-30 00:00:00",
    "2027-00-01",
    "2027-13-01",
    "2027-06-07 24:00:00",
    "2027-06-07 08:60:00",
    "2027-06-07 08:09:60",
    "2027-06-07 08:09:10.",
    "2027-06-07 08:09:10+1",
    "2027-06-07+01:00:00",
    "20270607",
    "12027-06-07",
    "-infinity",
    "2027-06-07 08:09:10 BC",
  ]
) {
  Deno.test(`"${text}" is no time, in UTC or in a zone`, () => {
    expect(() => utcTime(text)).toThrow(TimeError);
    expect(() => zonedTime(text, "Europe/Berlin")).toThrow(TimeError);
  });
}

Deno.test("a time of a zone follows its summer, and one that says its own zone is that", () => {
  expect(shown(zonedTime("2027-01-07 12:00:00", "Europe/Warsaw"))).toBe("2027-01-07T11:00:00.000Z");
  expect(shown(zonedTime("2027-06-07 12:00:00.5", "Europe/Warsaw"))).toBe("2027-06-07T10:00:00.500Z");
  expect(shown(zonedTime("2027-06-07 12:00:00Z", "Europe/Warsaw"))).toBe("2027-06-07T12:00:00.000Z");
});
