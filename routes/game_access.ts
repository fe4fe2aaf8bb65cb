/** `/api/account/games`: what the clients of each game come in by. */
import { z } from "zod";
import type { DoorRow, WindowRow } from "../lib/domain/access/door_rows.ts";
import type { GameAccess, GameDoor } from "../lib/domain/access/game_access.ts";
import type { Windows } from "../lib/domain/access/windows.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { requireConfirmation } from "./confirmed.ts";
import { accessWindow, gameDoor } from "./description/answers.ts";
import { defineCalls } from "./description/call.ts";
import { type HttpContext, originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { passwordField } from "./password_field.ts";

const MINUTES_DEFAULT = 10;

export const DOOR_CALLS = defineCalls({
  "GET /api/account/games": {
    summary: "What the clients of each game come in by",
    answers: { 200: z.object({ games: z.array(gameDoor) }) },
  },
  "PUT /api/account/games/:id/access": {
    summary: "Chooses what a game's old client comes in by",
    confirmed: true,
    body: z.object({
      access: z.enum(["password", "window", "game_password", "closed"]),
      password: passwordField.optional(),
    }),
    answers: { 200: gameDoor },
    codes: ["unknown_game", "forbidden", "password_required", "invalid_credentials"],
  },
  "POST /api/account/games/:id/password": {
    summary: "A password for this game's client alone, shown once",
    confirmed: true,
    answers: { 201: z.object({ password: z.string() }) },
    codes: ["unknown_game", "forbidden", "email_required", "invalid_credentials"],
  },
  "DELETE /api/account/games/:id/password": {
    summary: "Ends the game's own password",
    confirmed: true,
    codes: ["unknown_game", "not_found"],
  },
  "POST /api/account/games/:id/window": {
    summary: "Lets the game's client in for some minutes",
    confirmed: true,
    body: z.object({
      minutes: z.int().min(10).max(720).optional(),
      /** The `id` of one of the rows of `GET /api/account/logins`. */
      attempt: z.int().positive().optional(),
    }),
    bodyOptional: true,
    answers: { 201: accessWindow },
    codes: ["unknown_game", "forbidden", "not_found"],
  },
  "DELETE /api/account/games/:id/window": {
    summary: "Lets it in no longer",
    codes: ["unknown_game"],
  },
});

interface GameAccessRouteParts {
  readonly confirmation: Pick<Confirmation, "require">;
  readonly gameAccess: GameAccess;
  readonly windows: Windows;
}

/** Behind `requireSession`. */
export function mountGameAccess(mount: Mount, { clock }: Pick<Kernel, "clock">, parts: GameAccessRouteParts): void {
  const { gameAccess, windows } = parts;
  const on = mount(DOOR_CALLS);
  const onConfirmed = on.behind(requireConfirmation(parts.confirmation));
  const view = (of: GameDoor) => gameView(of, clock.now());

  on("GET /api/account/games", async (c) => ({ games: (await gameAccess.list(callerOf(c).accountId)).map(view) }));

  onConfirmed("PUT /api/account/games/:id/access", async (c, { access, password }) => {
    return view(await gameAccess.setAccess(callerOf(c), c.req.param("id"), access, password));
  });

  onConfirmed("POST /api/account/games/:id/password", async (c) => {
    return { password: await gameAccess.makePassword(callerOf(c), c.req.param("id")) };
  });
  onConfirmed("DELETE /api/account/games/:id/password", (c) => {
    return gameAccess.removePassword(callerOf(c), c.req.param("id"));
  });

  onConfirmed("POST /api/account/games/:id/window", async (c, asked) => {
    const { minutes = MINUTES_DEFAULT, attempt } = asked ?? {};
    const game = gameAccess.game(c.req.param("id"));
    const { sessionId } = c.get("identity");
    return windowView(await windows.open({ ...callerOf(c), sessionId, game, minutes, attempt }));
  });
  on("DELETE /api/account/games/:id/window", (c) => {
    return windows.close({ ...callerOf(c), game: gameAccess.game(c.req.param("id")) });
  });
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
