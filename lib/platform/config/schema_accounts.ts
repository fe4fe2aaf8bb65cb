/** The settings under `accounts`. */
import { z } from "zod";
import { choice, flag, group, setting, wholeNumber } from "./setting.ts";

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
    guests: flag({ fallback: false, about: "Players may begin as guests, and keep the account later." }),
    guestDays: wholeNumber(1, 3_650, { fallback: 30, about: "A guest idle for so long is deleted." }),
    deletion: flag({ fallback: true, about: "Players may delete their account." }),
    deletionGraceDays: wholeNumber(0, 90, { fallback: 14, about: "So long a deleted account can be restored." }),
    nameReservedDays: wholeNumber(0, 3_650, {
      fallback: 90,
      about: "So long nobody else gets a deleted account's username.",
    }),
    trailDays: wholeNumber(1, 3_650, { fallback: 90, about: "How long the login trail keeps an attempt." }),
  });
}
