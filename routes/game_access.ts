/** `/api/account/games`: what the clients of each game come in by. */
import { Hono } from "hono";
import { z } from "zod";
import type { DoorRow, WindowRow } from "../lib/domain/access/door_rows.ts";
import type { GameAccess, GameDoor } from "../lib/domain/access/game_access.ts";
import type { Windows } from "../lib/domain/access/windows.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { readBody, readOptionalBody } from "./body.ts";
import { requireConfirmation } from "./confirmed.ts";
import { type HttpContext, type HttpEnv, originOf } from "./http.ts";
import { passwordField } from "./password_field.ts";

const MINUTES_DEFAULT = 10;

export const accessChange = z.object({
  access: z.enum(["password", "window", "game_password", "closed"]),
  password: passwordField.optional(),
});
export const windowOpening = z.object({
  minutes: z.int().min(10).max(720).optional(),
  /** The `id` of one of the rows of `GET /api/account/logins`. */
  attempt: z.int().positive().optional(),
});

export interface GameAccessRouteParts extends Pick<Kernel, "clock"> {
  readonly confirmation: Pick<Confirmation, "require">;
  readonly gameAccess: GameAccess;
  readonly windows: Windows;
}

/** To be mounted at `/api/account`. */
export function createGameAccessRoutes(parts: GameAccessRouteParts): Hono<HttpEnv> {
  const { gameAccess, windows, clock } = parts;
  const routes = new Hono<HttpEnv>();
  const confirmed = requireConfirmation(parts.confirmation);
  const view = (of: GameDoor) => gameView(of, clock.now());

  routes.get("/games", async (c) => {
    return c.json({ games: (await gameAccess.list(callerOf(c).accountId)).map(view) });
  });

  routes.put("/games/:id/access", confirmed, async (c) => {
    const { access, password } = await readBody(c, accessChange);
    return c.json(view(await gameAccess.setAccess(callerOf(c), c.req.param("id"), access, password)));
  });

  routes.post("/games/:id/password", confirmed, async (c) => {
    return c.json({ password: await gameAccess.makePassword(callerOf(c), c.req.param("id")) }, 201);
  });
  routes.delete("/games/:id/password", confirmed, async (c) => {
    await gameAccess.removePassword(callerOf(c), c.req.param("id"));
    return c.body(null, 204);
  });

  routes.post("/games/:id/window", confirmed, async (c) => {
    const { minutes = MINUTES_DEFAULT, attempt } = await readOptionalBody(c, windowOpening) ?? {};
    const game = gameAccess.game(c.req.param("id"));
    const { sessionId } = c.get("identity");
    return c.json(windowView(await windows.open({ ...callerOf(c), sessionId, game, minutes, attempt })), 201);
  });
  routes.delete("/games/:id/window", async (c) => {
    await windows.close({ ...callerOf(c), game: gameAccess.game(c.req.param("id")) });
    return c.body(null, 204);
  });

  return routes;
}

function callerOf(c: HttpContext) {
  return { accountId: c.get("identity").accountId, origin: originOf(c) };
}

export function gameView({ game, door }: GameDoor, now: Date) {
  const { access, gamePassword, window } = door;
  return {
    gameId: game.id,
    name: game.name,
    doors: game.doors,
    access,
    needsEmail: game.schemes.some(({ needs }) => needs === "email"),
    gamePassword: gamePassword === null || access !== "game_password" ? null : gamePasswordView(gamePassword),
    window: window === null || window.until <= now ? null : windowView(window),
  };
}

function gamePasswordView({ createdAt, lastUsed, lastAddress }: NonNullable<DoorRow["gamePassword"]>) {
  return { createdAt: createdAt.toISOString(), lastUsed: lastUsed?.toISOString() ?? null, lastAddress };
}

function windowView({ until, address }: WindowRow) {
  return { until: until.toISOString(), address };
}
