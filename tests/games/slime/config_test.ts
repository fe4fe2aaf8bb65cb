import { expect } from "expect";
import { slimeConfig } from "../../../lib/games/slime/config.ts";
import { chooseNewCharacter } from "../../../lib/games/slime/new_character.ts";

Deno.test("every key has a default", () => {
  expect(slimeConfig.parse(undefined)).toEqual({
    motd: "Welcome to Slime Online 2!",
    timeZone: "UTC",
    hideUnknownAccounts: false,
    newCharacter: "documents",
    spawn: {},
  });
});

Deno.test("a new character begins as a preset says, or by single values over one", () => {
  const begins = (config: object) => {
    const { newCharacter, spawn } = slimeConfig.parse(config);
    return chooseNewCharacter(newCharacter, spawn);
  };
  const documents = { x: 160, y: 120, room: 1, emotes: [], items: [] };
  const shipped = { x: 385, y: 71, room: 32, emotes: [5, 4, 6, 8, 7], items: [1, 1, 1, 24] };
  expect(begins({})).toEqual(documents);
  expect(begins({ newCharacter: "shipped" })).toEqual(shipped);
  expect(begins({ newCharacter: { room: 9, items: [3] } })).toEqual({ ...documents, room: 9, items: [3] });
  expect(begins({ newCharacter: { preset: "shipped", x: 5 } })).toEqual({ ...shipped, x: 5 });
  expect(begins({ newCharacter: "shipped", spawn: { x: 7 } })).toEqual({ ...shipped, x: 7 });
});

Deno.test("a time zone is one that IANA knows", () => {
  expect(slimeConfig.parse({ timeZone: "Europe/Berlin" }).timeZone).toBe("Europe/Berlin");
  expect(slimeConfig.safeParse({ timeZone: "Europe/Atlantis" }).error?.message).toContain("not an IANA time zone");
});

Deno.test("a wrong value and an unknown key are refused", () => {
  for (
    const wrong of [
      { motd: "m".repeat(501) },
      { spawn: { x: 65536 } },
      { newCharacter: "real" },
      { newCharacter: { emotes: [1, 2, 3, 4, 5, 6] } },
      { newCharacter: { rom: 1 } },
      { hideUnknownAccounts: "no" },
      { mtod: "" },
    ]
  ) {
    expect(slimeConfig.safeParse(wrong).success).toBe(false);
  }
});
