/** `/api/account`: a player's own sessions, game tokens and attempts to log in. */
import { z } from "zod";
import type { OwnSessions } from "../lib/domain/sessions/own_sessions.ts";
import type { Trail } from "../lib/domain/trail/trail.ts";
import { listTrail } from "../lib/domain/trail/trail_list.ts";
import type { GameCatalog } from "../lib/domain/characters/games.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { idSchema } from "../lib/platform/json/input.ts";
import { mapPage } from "../lib/platform/page.ts";
import { attempt } from "./description/answers.ts";
import { defineCalls } from "./description/call.ts";
import { originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { rowPage } from "./page_query.ts";

export const SESSION_CALLS = defineCalls({
  "GET /api/account/sessions": {
    summary: "The account's sessions and game tokens",
    answers: { 200: z.looseObject({ sessions: z.array(z.looseObject({ id: z.string() })) }) },
  },
  "DELETE /api/account/sessions/:id": {
    summary: "Ends one of them",
    codes: ["not_found"],
  },
  "DELETE /api/account/game-tokens/:id": {
    summary: "Ends a game token",
    codes: ["not_found"],
  },
  "GET /api/account/logins": {
    summary: "Attempts to log in, newest first",
    query: z.object(rowPage),
    answers: { 200: z.object({ items: z.array(attempt), next: idSchema.nullable() }) },
  },
});

interface AccountSessionParts {
  readonly ownSessions: OwnSessions;
  readonly trail: Pick<Trail, "writeNow">;
}

/** Behind `requireSession`. */
export function mountAccountSessions(
  mount: Mount,
  { database }: Pick<Kernel, "database">,
  { ownSessions, trail }: AccountSessionParts,
  games: Pick<GameCatalog, "find">,
): void {
  const on = mount(SESSION_CALLS);

  on("GET /api/account/sessions", (c) => ownSessions.list(c.get("identity")));

  on("DELETE /api/account/sessions/:id", (c) => ownSessions.end(c.get("identity"), c.req.param("id"), originOf(c)));

  on("DELETE /api/account/game-tokens/:id", (c) => {
    return ownSessions.endGameToken(c.get("identity"), c.req.param("id"), originOf(c));
  });

  /** A game's own client says nothing of itself that players would know: the game's name does, as for its sessions. */
  const gameName = (game: string | null) => game === null ? null : games.find(game)?.name ?? game;

  on("GET /api/account/logins", async (c, page) => {
    // Who has just tried in the game looks here next.
    await trail.writeNow();
    const rows = await listTrail(database, { account: c.get("identity").accountId, ...page });
    // Never what was typed.
    return mapPage(rows, ({ id, at, door, address, device, game, result, code }) => {
      return { id, at, door, address, device: device ?? gameName(game), result, code };
    });
  });
}
