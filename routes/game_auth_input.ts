/** What game servers and their players send: docs/contract.md, "Game servers". */
import { z } from "zod";
import { text } from "../lib/platform/json/input.ts";
import { passwordField as password } from "./password_field.ts";
import { epicCredentials, steamCredentials } from "./provider_credentials.ts";

/** `account_42`, or a bare number; what is no id is then nobody's. */
const id = z.union([text(64), z.number()], { error: "must be an id" });
const token = z.string().min(1).max(4_096);
const tokenType = z.enum(["login", "character"]);

const NEEDED = "an email or a username, and a password, are needed";
const websiteCredentials = z.object({
  email: text(1_000).optional(),
  username: text(1_000).optional(),
  password,
  code: text(64).optional(),
  recovery_code: text(64).optional(),
}, { error: NEEDED }).transform(({ email, username, password, code, recovery_code }, context) => {
  const proof = { password, code, recovery_code };
  if (email !== undefined) return { email, ...proof };
  if (username !== undefined) return { username, ...proof };
  context.addIssue({ code: "custom", message: NEEDED });
  return z.NEVER;
});

export const authentication = z.discriminatedUnion("authentication_method", [
  z.object({
    authentication_method: z.literal("website"),
    account_id: id.nullish(),
    credentials: websiteCredentials,
  }),
  z.object({ authentication_method: z.literal("steam"), account_id: id.nullish(), credentials: steamCredentials }),
  z.object({ authentication_method: z.literal("epic"), account_id: id.nullish(), credentials: epicCredentials }),
], { error: "must be website, steam or epic" });

export const selection = z.object({ login_token: token, character_id: id, server_id: text(64) });
export const tokenOfType = z.object({ token, token_type: tokenType });
export const anyToken = z.object({ token });

export const sessionKey = z.object({
  email: text(1_000),
  session_key: z.string().regex(/^(?:[0-9A-Fa-f]{2}){16,64}$/, "must be 16 to 64 bytes in hexadecimal"),
});

export const heartbeat = z.object({ players: z.int().min(0).max(1_000_000).optional() });

export const characterChange = z.object({
  level: z.int().min(1).max(2_147_483_647).optional(),
  class: text(50).nullish(),
  position: z.object({ x: z.number(), y: z.number(), z: z.number() }).optional(),
  map_id: text(64).min(1).nullish(),
  /** Judged by the game's own schema. */
  data: z.record(z.string(), z.unknown()).optional(),
});

export const ofGame = z.object({ game_id: text(64).optional() });
export const newCharacter = z.object({ game_id: text(64), name: text(200), class: text(200).optional() });
