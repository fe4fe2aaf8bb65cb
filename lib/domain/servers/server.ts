/** A game server, which WildStar calls a realm. */
import { CLOCK_SKEW_MS_MAX } from "../../platform/clock.ts";
import type { Row } from "../../platform/database/schema.ts";

/** A server that has sent a heartbeat and is silent for so long is offline: docs/contract.md, "Game servers". */
export const SILENCE_MS_MAX = 90_000;

/** What decides whether a server is online, as the column `online` holds it. */
export const ONLINE = {
  /** An admin has switched it off; heartbeats do not change that. */
  off: 0,
  /** An admin has switched it on. Once it has sent a heartbeat, it has to go on doing so. */
  on: 1,
  /** Online with its heartbeats, and not before the first. */
  byHeartbeat: 2,
} as const;

export type Server = Readonly<ReturnType<typeof toServer>>;

export function toServer(row: Row<"servers">, now: Date) {
  const online = isOnline(row, now);
  return {
    id: row.id,
    /** Unique without regard to case. */
    name: row.name,
    /** Null: it serves every game. */
    gameId: row.game_id,
    /** IPv4, IPv6, or the name of a host. */
    address: row.address,
    port: row.port,
    type: row.type,
    /** 32 bits that the game gives a meaning to. */
    flags: row.flags,
    noteTextId: row.note_text_id,
    /** Whether it is online now. */
    online,
    /** As it last told; 0 while it is offline. */
    players: online ? row.players : 0,
    lastHeartbeat: row.last_heartbeat_at === null ? null : new Date(row.last_heartbeat_at),
    createdAt: new Date(row.created_at),
  };
}

function isOnline(row: Row<"servers">, now: Date): boolean {
  if (row.online === ONLINE.off) return false;
  if (row.last_heartbeat_at === null) return row.online === ONLINE.on;
  // A heartbeat from the future was dated by a clock that has gone back since, and says nothing.
  const silentMs = now.getTime() - row.last_heartbeat_at;
  return silentMs < SILENCE_MS_MAX && silentMs > -CLOCK_SKEW_MS_MAX;
}

/** The form in which names are unique. */
export function serverNameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
