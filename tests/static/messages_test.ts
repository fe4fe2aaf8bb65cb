import { expect } from "expect";
import { ERROR_CODES } from "../../lib/platform/errors.ts";
import { GatehouseError } from "../../static/client.js";
import { describeEnd, describeError, formatDuration } from "../../static/page/messages.js";
import { hasText, useTexts } from "../../static/page/texts.js";

const english: unknown = JSON.parse(await Deno.readTextFile(new URL("../../static/texts/en.json", import.meta.url)));
useTexts(english as Record<string, string>, "en");

Deno.test("every code of the server has words of its own", () => {
  expect(ERROR_CODES.filter((code) => !hasText(`error.${code}`))).toEqual([]);
});

Deno.test("the player is told how long to wait", () => {
  const error = new GatehouseError("rate_limited", "", { retryAfterSeconds: 43 });
  expect(describeError(error)).toBe("Too many attempts. Try again in 43 seconds.");
});

Deno.test("the player is told why and until when an account is shut out", () => {
  const until = new Date(2027, 4, 1, 12, 0);
  const text = describeError(new GatehouseError("account_suspended", "", { reason: "Selling gold.", until }));
  expect(text).toMatch(/^This account is suspended: Selling gold\. It ends on .*2027/);
  expect(describeError(new GatehouseError("account_banned", "", { reason: "Cheating" })))
    .toBe("This account is banned: Cheating.");
});

Deno.test("a game's refusal is passed on in its own words", () => {
  expect(describeError(new GatehouseError("hook_failed", "Only elves may enter"))).toBe("Only elves may enter");
});

Deno.test("a code that this page does not know shows the server's words, and never nothing", () => {
  expect(describeError(new GatehouseError("brand_new", "The moon is full"))).toBe("The moon is full");
  expect(describeError(new GatehouseError("toString", ""))).toBe("Something went wrong. Please try again.");
});

Deno.test("a session that an operator ended says so, and any other that it is over", () => {
  expect(describeEnd("session_ended", "revoked")).toContain("Someone who runs this place has ended your session");
  expect(describeEnd("session_ended")).toBe("Session expired. Please sign in again.");
});

Deno.test("durations are said in the largest unit that does not lie", () => {
  const said = [0, 1, 43, 119, 120, 3_600, 7_200, 200_000, 70_000_000].map(formatDuration);
  expect(said).toEqual([
    "1 second",
    "1 second",
    "43 seconds",
    "119 seconds",
    "2 minutes",
    "60 minutes",
    "2 hours",
    "3 days",
    "3 years",
  ]);
});
