/** What an operator may write about a game server. */
import { z } from "zod";
import { parseHost } from "../../platform/addresses/host_name.ts";
import { text } from "../../platform/json/input.ts";
import { parsed } from "../../platform/parsed.ts";

const fields = {
  name: text(64).regex(/^\P{C}+$/u, "must have no control characters").refine(
    (name) => name.trim() === name && name !== "",
    "must have 1 to 64 characters, without spaces at its ends",
  ),
  game_id: z.string().regex(/^[a-z][a-z0-9_]{1,31}$/, "must be the id of a game, or null for every game").nullable(),
  address: parsed(parseHost, "must be an IPv4 or IPv6 address, or the name of a host", z.string().max(253)),
  port: z.int().min(1).max(65_535),
  type: z.enum(["pve", "pvp"]),
  flags: z.int().min(0).max(0xffff_ffff),
  online: z.boolean(),
  /** WildStar sends it in 21 bits (docs/protocols/wildstar.md). */
  note_text_id: z.int().min(0).max(0x1f_ffff),
};

/** Of a new server; without an id it gets the next `server_NNN`. */
export const newServerSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "must have 1 to 64 of A-Z, a-z, 0-9, _, . and -")
    .optional(),
  name: fields.name,
  game_id: fields.game_id.default(null),
  address: fields.address,
  port: fields.port,
  type: fields.type.default("pve"),
  flags: fields.flags.default(0),
  online: fields.online.default(false),
  note_text_id: fields.note_text_id.default(0),
});

/** Every field but the id may change; what is left out stays. */
export const serverChangeSchema = z.object(fields).partial();

export type NewServer = z.infer<typeof newServerSchema>;
export type ServerChange = z.infer<typeof serverChangeSchema>;
