import { expect } from "expect";
import { slimeConfig } from "../../../lib/games/slime/config.ts";

Deno.test("every key has a default", () => {
  expect(slimeConfig.parse(undefined)).toEqual({
    motd: "Welcome to Slime Online 2!",
    timeZone: "UTC",
    hideUnknownAccounts: false,
    spawn: { x: 160, y: 120, room: 1 },
  });
  expect(slimeConfig.parse({ spawn: { x: 7 } }).spawn).toEqual({ x: 7, y: 120, room: 1 });
});

Deno.test("a time zone is one that IANA knows", () => {
  expect(slimeConfig.parse({ timeZone: "Europe/Berlin" }).timeZone).toBe("Europe/Berlin");
  expect(slimeConfig.safeParse({ timeZone: "Europe/Atlantis" }).error?.message).toContain("not an IANA time zone");
});

Deno.test("a wrong value and an unknown key are refused", () => {
  for (
    const wrong of [{ motd: "m".repeat(501) }, { spawn: { x: 65536 } }, { hideUnknownAccounts: "no" }, { mtod: "" }]
  ) {
    expect(slimeConfig.safeParse(wrong).success).toBe(false);
  }
});
