/** What the operators' calls answer with, as schemas: for the description of the API. */
import { z } from "zod";
import { ROLES } from "../../lib/domain/operators/permissions.ts";
import { idSchema } from "../../lib/platform/json/input.ts";

/** RFC 3339, in UTC. */
export const time = z.string();

export function pageOf<Item extends z.ZodType, Key extends z.ZodType>(item: Item, key: Key) {
  return z.object({ items: z.array(item), next: key.nullable() });
}

export const suspensionAnswer = z.object({
  id: idSchema,
  account: idSchema,
  reason: z.string(),
  until: time.nullable(),
  createdAt: time,
  createdBy: z.string(),
});

const sessionAnswer = z.object({
  id: z.string(),
  account: idSchema,
  door: z.string(),
  address: z.string(),
  device: z.string().nullable(),
  game: z.string().nullable(),
  character: idSchema.nullable(),
  connected: time,
  lastActivity: time,
  ended: time.nullable(),
  endReason: z.string().nullable(),
});

export const accountAnswer = z.object({
  id: idSchema,
  username: z.string(),
  usernamePending: z.boolean(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  role: z.enum(ROLES),
  status: z.enum(["active", "banned", "suspended"]),
  until: time.nullable(),
  guest: z.boolean(),
  secondFactor: z.boolean(),
  deletesAt: time.nullable(),
  createdAt: time,
  lastLogin: time.nullable(),
  lastAddress: z.string().nullable(),
  macs: z.array(z.string()),
  suspensions: z.array(suspensionAnswer),
  sessions: z.array(sessionAnswer),
});

export const banAnswer = z.object({
  id: idSchema,
  kind: z.enum(["ip", "mac"]),
  value: z.string(),
  reason: z.string(),
  until: time.nullable(),
  createdAt: time,
  createdBy: z.string(),
  automatic: z.boolean(),
});

export const serverAnswer = z.object({
  id: z.string(),
  name: z.string(),
  game_id: z.string().nullable(),
  address: z.string(),
  port: z.int(),
  type: z.enum(["pve", "pvp"]),
  flags: z.int(),
  online: z.boolean(),
  note_text_id: z.int(),
  players: z.int(),
  last_heartbeat: time.nullable(),
  created_at: time,
});

/** A server with its key, which is shown once. */
export const serverWithKeyAnswer = serverAnswer.extend({ key: z.string() });

export const auditAnswer = z.object({
  id: z.int(),
  at: time,
  action: z.string(),
  actor: z.string(),
  account: idSchema.nullable(),
  door: z.string().nullable(),
  address: z.string().nullable(),
  reason: z.string().nullable(),
});

const change = z.object({
  at: time,
  by: z.string(),
  field: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});

export const fullSuspensionAnswer = suspensionAnswer.extend({
  note: z.string().nullable(),
  liftedAt: time.nullable(),
  liftedBy: z.string().nullable(),
  liftReason: z.string().nullable(),
  changes: z.array(change),
});

/** What has nothing to tell is left out. */
export const fullBanAnswer = banAnswer.extend({
  note: z.string().optional(),
  liftedAt: time.optional(),
  liftedBy: z.string().nullable().optional(),
  liftReason: z.string().nullable().optional(),
  changes: z.array(change).optional(),
});

export const characterAnswer = z.object({
  id: idSchema,
  gameId: z.string(),
  name: z.string(),
  level: z.int(),
  class: z.string().nullable(),
  server: z.string().nullable(),
  createdAt: time,
  lastPlayed: time.nullable(),
});

export const noteAnswer = z.object({ id: idSchema, at: time, by: z.string(), text: z.string() });

const usedTimes = { createdAt: time, lastUsed: time.nullable() };

export const waysInAnswer = z.object({
  password: z.boolean(),
  identities: z.array(z.object({ provider: z.string(), subject: z.string(), ...usedTimes })),
  passkeys: z.array(z.object({ name: z.string(), ...usedTimes })),
  secondFactor: z.boolean(),
  recoveryCodesLeft: z.int(),
  games: z.array(z.object({
    gameId: z.string(),
    name: z.string(),
    doors: z.array(z.string()),
    access: z.enum(["password", "window", "game_password", "closed"]),
    needsEmail: z.boolean(),
    gamePassword: z.object({ createdAt: time, lastUsed: time.nullable(), lastAddress: z.string().nullable() })
      .nullable(),
    window: z.object({ until: time, address: z.string() }).nullable(),
  })),
  gameTokens: z.array(z.object({
    id: z.string(),
    kind: z.enum(["login", "character"]),
    server: z.string().nullable(),
    game: z.string().nullable(),
    createdAt: time,
    expiresAt: time,
    lastUsed: time.nullable(),
  })),
});

const shared = { kind: z.enum(["address", "mac"]), value: z.string() };

export const relatedAnswer = z.object({
  items: z.array(z.object({
    account: idSchema,
    username: z.string(),
    status: z.enum(["active", "banned", "suspended"]),
    shares: z.array(z.object({ ...shared, firstSeen: time, lastSeen: time })),
  })),
  next: idSchema.nullable(),
  common: z.array(z.object(shared)),
});
