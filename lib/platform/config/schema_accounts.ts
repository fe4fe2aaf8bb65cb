/** The settings under `accounts`. */
import { z } from "zod";
import { choice, group, setting, wholeNumber } from "./setting.ts";

export function accountSettings() {
  return group({
    doors: setting(z.record(z.string(), z.literal("required")), {
      kind: "json",
      fallback: {},
      allowed: '"required" by the ids of games with native doors, such as { "slime": "required" }',
      about: "`required`: the game's own doors take game passwords only, and register nobody.",
    }),
    passwords: choice(["documents", "strict"], {
      fallback: "documents",
      about: "`strict`: 8 characters, none of the most used ten thousand, neither the username nor the e-mail.",
    }),
    trailDays: wholeNumber({ min: 1, max: 3_650, fallback: 90, about: "How long the login trail keeps an attempt." }),
  });
}
