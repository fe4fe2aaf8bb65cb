/** `/api/account`: a player's own sessions, game tokens and attempts to log in. */
import { Hono } from "hono";
import { z } from "zod";
import type { OwnSessions } from "../lib/domain/sessions/own_sessions.ts";
import type { Trail } from "../lib/domain/trail/trail.ts";
import { listTrail } from "../lib/domain/trail/trail_list.ts";
import type { GameCatalog } from "../lib/domain/characters/games.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { mapPage } from "../lib/platform/page.ts";
import { type HttpEnv, originOf } from "./http.ts";
import { rowPage } from "./page_query.ts";
import { readQuery } from "./strict.ts";

export const page = z.object(rowPage);

export interface AccountSessionParts extends Pick<Kernel, "database"> {
  readonly ownSessions: OwnSessions;
  readonly games: Pick<GameCatalog, "find">;
  readonly trail: Pick<Trail, "writeNow">;
}

/** To be mounted at `/api/account`. */
export function createAccountSessionRoutes(parts: AccountSessionParts): Hono<HttpEnv> {
  const { database, ownSessions, games, trail } = parts;
  const routes = new Hono<HttpEnv>();

  routes.get("/sessions", async (c) => c.json(await ownSessions.list(c.get("identity"))));

  routes.delete("/sessions/:id", async (c) => {
    await ownSessions.end(c.get("identity"), c.req.param("id"), originOf(c));
    return c.body(null, 204);
  });

  routes.delete("/game-tokens/:id", async (c) => {
    await ownSessions.endGameToken(c.get("identity"), c.req.param("id"), originOf(c));
    return c.body(null, 204);
  });

  /** A game's own client says nothing of itself that players would know: the game's name does, as for its sessions. */
  const gameName = (game: string | null) => game === null ? null : games.find(game)?.name ?? game;

  routes.get("/logins", async (c) => {
    const { accountId: account } = c.get("identity");
    const query = { account, ...readQuery(c, page) };
    // Who has just tried in the game looks here next.
    await trail.writeNow();
    const rows = await listTrail(database, query);
    // Never what was typed.
    return c.json(mapPage(rows, ({ id, at, door, address, device, game, result, code }) => {
      return { id, at, door, address, device: device ?? gameName(game), result, code };
    }));
  });

  return routes;
}
