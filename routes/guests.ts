/** Guests: `POST /api/auth/guest` and `POST /api/account/upgrade`. Switched off they are not there. */
import { Hono } from "hono";
import { z } from "zod";
import type { Guests } from "../lib/domain/guests/guests.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { text } from "../lib/platform/json/input.ts";
import { readBody } from "./body.ts";
import { type HttpEnv, originOf } from "./http.ts";
import { passwordField } from "./password_field.ts";
import { signedIn } from "./signed_in.ts";
import { whereOn } from "./switched.ts";

export const guest = z.object({ guestKey: text(100).optional() });
export const upgrade = z.object({
  username: text(1_000),
  password: passwordField,
  email: text(1_000).optional(),
});

export interface GuestRouteParts {
  readonly guests: Guests;
  readonly sessions: Sessions;
  readonly isEnabled: boolean;
}

export function createGuestRoutes({ guests, sessions, isEnabled }: GuestRouteParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.post("/guest", whereOn(isEnabled), async (c) => {
    const { guestKey } = await readBody(c, guest);
    const origin = originOf(c);
    if (guestKey === undefined) {
      const made = await guests.create(origin, (unit, account) => sessions.open(unit, account, origin));
      return c.json({ ...signedIn(made), guestKey: made.guestKey }, 201);
    }
    const known = await guests.logIn(guestKey, origin, (unit, account) => sessions.open(unit, account, origin));
    return c.json(signedIn(known));
  });
  return routes;
}

/** Whoever is a guest may keep the account, also once new ones are not let in any more. */
export function createUpgradeRoutes({ guests, sessions }: Pick<GuestRouteParts, "guests" | "sessions">): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.post("/upgrade", async (c) => {
    const { username, password, email } = await readBody(c, upgrade);
    const identity = c.get("identity");
    const upgraded = await guests.upgrade({
      accountId: identity.accountId,
      username,
      password,
      ...(email === undefined ? {} : { email }),
      origin: originOf(c),
    }, (unit, account) => sessions.rename(unit, identity, account));
    return c.json(signedIn(upgraded));
  });
  return routes;
}
