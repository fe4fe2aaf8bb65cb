/** What the players' and game servers' calls answer with, as schemas. */
import { z } from "zod";
import { idSchema } from "../../lib/platform/json/input.ts";

/** RFC 3339, in UTC. */
export const time = z.string().meta({ format: "date-time" });

/** Who has signed in on the website. */
export const session = z.object({ token: z.string(), id: idSchema, username: z.string() });

export const account = z.object({
  id: idSchema,
  username: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  createdAt: time,
  lastLogin: time.nullable(),
  guest: z.boolean(),
  hasPassword: z.boolean(),
  secondFactor: z.boolean(),
  recoveryCodesLeft: z.int(),
  deletesAt: time.nullable(),
});

export const passkey = z.object({ id: z.string(), name: z.string(), createdAt: time, lastUsed: time.nullable() });
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
/** As the browser's own call takes it: https://www.w3.org/TR/webauthn-3/ */
export const webAuthnOptions = z.looseObject({ challenge: z.string() });

export const attempt = z.object({
  id: idSchema,
  at: time,
  door: z.string(),
  address: z.string(),
  device: z.string().nullable(),
  result: z.string(),
  code: z.string().nullable(),
});

export const identity = z.object({
  provider: z.enum(["steam", "epic"]),
  subject: z.string(),
  linkedAt: time,
  lastUsed: time.nullable(),
});

export const character = z.object({
  id: idSchema,
  name: z.string(),
  gameId: z.string(),
  level: z.int(),
  class: z.string().nullable(),
  createdAt: time,
  lastPlayed: time.nullable(),
  data: z.unknown().optional(),
  portrait: z.string().optional(),
  lines: z.array(z.string()).optional(),
  badge: z.string().optional(),
});

const position = z.object({ x: z.number(), y: z.number(), z: z.number() });

export const characterData = z.object({
  character_id: z.string(),
  character_name: z.string(),
  level: z.int(),
  position,
  map_id: z.string().nullable(),
});
export const characterRecord = characterData.extend({
  account_id: z.string(),
  name: z.string(),
  game_id: z.string(),
  server_id: z.string().nullable(),
  class: z.string().nullable(),
  data: z.unknown(),
});

export const serverEntry = z.object({
  server_id: z.string(),
  name: z.string(),
  game_id: z.string().nullable(),
  address: z.string(),
  port: z.int(),
  type: z.enum(["pve", "pvp"]),
  online: z.boolean(),
  players: z.int(),
});

/** For how long, and from where, a game's old client is let in. */
export const accessWindow = z.object({ until: time, address: z.string() });
export const gameDoor = z.object({
  gameId: z.string(),
  name: z.string(),
  doors: z.array(z.string()),
  access: z.enum(["password", "window", "game_password", "closed"]),
  needsEmail: z.boolean(),
  gamePassword: z.object({ createdAt: time, lastUsed: time.nullable(), lastAddress: z.string().nullable() }).nullable(),
  window: accessWindow.nullable(),
});

export const loginToken = z.object({ login_token: z.string(), token_expires_at: time });
export const characterToken = z.object({ character_token: z.string(), token_expires_at: time });

export const accountInfo = z.object({
  account_id: z.string(),
  username: z.string(),
  characters: z.array(z.object({
    character_id: z.string(),
    server_id: z.string().nullable(),
    character_name: z.string(),
    level: z.int(),
  })),
});

export const revalidation = z.union([
  z.object({ valid: z.literal(false), reason: z.string() }),
  z.object({
    valid: z.literal(true),
    token_info: z.object({
      account_id: z.string(),
      character_id: z.string().optional(),
      server_id: z.string().optional(),
      expires_at: time,
    }),
  }),
]);

export const revocations = z.object({
  revocations: z.array(z.object({
    sid: z.string(),
    /** Null: every token of the family. */
    token_sha256: z.string().nullable(),
    revoked_at: time,
    expires_at: time,
  })),
  next: z.string().nullable(),
  more: z.boolean(),
  poll_seconds: z.int(),
  max_staleness_seconds: z.int(),
});
