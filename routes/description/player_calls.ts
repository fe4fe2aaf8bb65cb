/** What players' pages and clients call. */
import { z } from "zod";
import { ACCOUNT_CALLS } from "../account.ts";
import { SESSION_CALLS } from "../account_sessions.ts";
import { SIGN_IN_CALLS } from "../auth.ts";
import { listQuery, newCharacter } from "../characters.ts";
import { DELETION_CALLS } from "../deletion.ts";
import { DOOR_CALLS } from "../game_access.ts";
import { GUEST_CALLS } from "../guests.ts";
import { RECOVERY_CALLS } from "../recovery.ts";
import { character } from "./answers.ts";
import { callsOf } from "./call.ts";
import { HOOKS } from "./refusals.ts";

const CHARACTERS = callsOf("session", {
  "GET /api/characters": {
    summary: "The account's characters in a game",
    query: listQuery,
    answers: { 200: z.object({ characters: z.array(character) }) },
    codes: ["unknown_game"],
  },
  "POST /api/characters": {
    summary: "Makes a character",
    body: newCharacter,
    answers: { 201: z.object({ character }) },
    codes: ["unknown_game", "managed_by_game", "name_taken", "too_many_characters", "not_found", ...HOOKS],
  },
  "DELETE /api/characters/:id": {
    summary: "Deletes a character",
    codes: ["unknown_character", "managed_by_game", ...HOOKS],
  },
  "GET /api/games": {
    summary: "What can be played here",
    answers: {
      200: z.object({
        games: z.array(z.looseObject({
          id: z.string(),
          name: z.string(),
          managed: z.boolean(),
          playing: z.int().min(0).optional().describe("How many play it now; missing where that is not known"),
        })),
      }),
    },
    bearer: "none",
  },
  "GET /api/page": {
    summary: "How the players' page looks, and what it offers",
    answers: {
      200: z.looseObject({
        name: z.string(),
        accent: z.string(),
        welcome: z.string(),
        logo: z.string().nullable(),
        features: z.looseObject({ mail: z.boolean() }),
      }),
    },
    bearer: "none",
  },
});

export const PLAYER_CALLS = [
  ...callsOf("none", SIGN_IN_CALLS),
  ...callsOf("session", DELETION_CALLS),
  ...callsOf("none", GUEST_CALLS),
  ...callsOf("none", RECOVERY_CALLS),
  ...callsOf("session", ACCOUNT_CALLS),
  ...callsOf("session", SESSION_CALLS),
  ...callsOf("session", DOOR_CALLS),
  ...CHARACTERS,
];
