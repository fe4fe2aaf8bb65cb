/** `gameConfig.slime`. */
import { z } from "zod";
import { newCharacterConfig } from "./new_character.ts";

const u16 = z.int().min(0).max(0xffff);

export const slimeConfig = z.strictObject({
  /** Shown after login; what Windows-1252 lacks arrives as question marks. Up to 500 characters. */
  motd: z.string().max(500).default("Welcome to Slime Online 2!"),
  /** An IANA time zone, for the day, hour and minute that the client is told. */
  timeZone: z.string().refine(isTimeZone, "not an IANA time zone, such as Europe/Berlin").default("UTC"),
  /** Answers LOGIN for an unknown account as for a wrong password. */
  hideUnknownAccounts: z.boolean().default(false),
  /** What a new character begins with: `"documents"`, `"shipped"`, or single values over one of them. */
  newCharacter: newCharacterConfig.default("documents"),
  /** Where a new character stands, whatever `newCharacter` says. */
  spawn: z.strictObject({ x: u16.optional(), y: u16.optional(), room: u16.optional() }).prefault({}),
}).prefault({});

type SlimeConfig = z.infer<typeof slimeConfig>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
