/** Guests: `POST /api/auth/guest` and `POST /api/account/upgrade`. Switched off they are not there. */
import { z } from "zod";
import type { Guests } from "../lib/domain/guests/guests.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { text } from "../lib/platform/json/input.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { session } from "./description/answers.ts";
import { defineCalls } from "./description/call.ts";
import { HOOKS, LOGIN } from "./description/refusals.ts";
import { originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { passwordField } from "./password_field.ts";
import { signedIn } from "./signed_in.ts";
import { whereOn } from "./switched.ts";

export const GUEST_CALLS = defineCalls({
  "POST /api/auth/guest": {
    summary: "Makes a guest's account, or opens it again by its key; 404 where guests are switched off",
    body: z.object({ guestKey: text(100).optional() }),
    answers: { 200: session, 201: session.extend({ guestKey: z.string() }) },
    codes: [...LOGIN, "not_found", ...HOOKS],
  },
  "POST /api/account/upgrade": {
    summary: "A guest keeps the account, under a name of their own",
    body: z.object({ username: text(1_000), password: passwordField, email: text(1_000).optional() }),
    answers: { 200: session },
    codes: ["not_a_guest", "username_taken", "email_taken"],
    bearer: "session",
  },
});

interface GuestRouteParts {
  readonly guests: Guests;
  readonly sessions: Sessions;
}

export function mountGuests(
  mount: Mount,
  { config }: Pick<Kernel, "config">,
  { guests, sessions }: GuestRouteParts,
): void {
  const on = mount(GUEST_CALLS);

  on.behind(whereOn(config.accounts.guests))("POST /api/auth/guest", async (c, { guestKey }) => {
    const origin = originOf(c);
    if (guestKey === undefined) {
      const made = await guests.create(origin, (unit, account) => sessions.open(unit, account, origin));
      return c.json({ ...signedIn(made), guestKey: made.guestKey }, 201);
    }
    const known = await guests.logIn(guestKey, origin, (unit, account) => sessions.open(unit, account, origin));
    return signedIn(known);
  });

  // Whoever is a guest may keep the account, also once new ones are not let in any more.
  on("POST /api/account/upgrade", async (c, { username, password, email }) => {
    const identity = c.get("identity");
    const upgraded = await guests.upgrade({
      accountId: identity.accountId,
      username,
      password,
      ...(email === undefined ? {} : { email }),
      origin: originOf(c),
    }, (unit, account) => sessions.rename(unit, identity, account));
    return signedIn(upgraded);
  });
}
