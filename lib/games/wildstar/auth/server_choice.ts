/** Which of the online servers a player is sent to: the client shows no choice at this point. */
import type { GameServer } from "../../../modules/mod.ts";

/** The one the account was on last, else the one with the fewest players, else the first; null when none is online. */
export function chooseServer(online: readonly GameServer[], lastServerId: string | null): GameServer | null {
  const last = online.find(({ id }) => id === lastServerId);
  if (last !== undefined) return last;
  const [first, ...others] = online;
  if (first === undefined) return null;
  return others.reduce((least, server) => server.players < least.players ? server : least, first);
}
