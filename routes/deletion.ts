/** Deleting one's own account, and taking that back: `POST /api/account/deletion`, `POST /api/auth/restore`. */
import { Hono } from "hono";
import { z } from "zod";
import type { Accounts } from "../lib/domain/accounts/accounts.ts";
import type { Proof } from "../lib/domain/accounts/proof.ts";
import { accountActor } from "../lib/domain/audit/audit.ts";
import type { Deletion } from "../lib/domain/deletion/deletion.ts";
import { hasSecondFactor } from "../lib/domain/factors/totp_secrets.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import type { Trail } from "../lib/domain/trail/trail.ts";
import type { Database, UnitOfWork } from "../lib/platform/database/database.ts";
import { AppError } from "../lib/platform/errors.ts";
import { text } from "../lib/platform/json/input.ts";
import { readBody } from "./body.ts";
import { requireConfirmation } from "./confirmed.ts";
import { type HttpEnv, originOf } from "./http.ts";
import { signedIn } from "./signed_in.ts";
import { whereOn } from "./switched.ts";

/** What brings no deletion that waits. */
const NOTHING: ReadonlySet<string> = new Set(["invalid_link", "invalid_input", "invalid_json"]);

export const restoration = z.object({ challenge: text(200) });

export interface DeletionRouteParts {
  readonly database: Pick<Database, "transaction">;
  readonly accounts: Pick<Accounts, "noteLogin">;
  readonly proof: Pick<Proof, "checkOrigin">;
  readonly deletion: Pick<Deletion, "request" | "redeem">;
  readonly confirmation: Pick<Confirmation, "require">;
  readonly sessions: Sessions;
  readonly trail: Pick<Trail, "decide">;
  readonly isEnabled: boolean;
}

/** To be mounted at `/api/account`. */
export function createDeletionRoutes(parts: DeletionRouteParts): Hono<HttpEnv> {
  const { deletion, confirmation, isEnabled } = parts;
  const routes = new Hono<HttpEnv>();
  routes.post("/deletion", whereOn(isEnabled), requireConfirmation(confirmation), async (c) => {
    const { accountId } = c.get("identity");
    const { address, door, device = null } = originOf(c);
    const by = { actor: accountActor(accountId), address, door, device };
    const deletesAt = await deletion.request({ accountId, by });
    return c.json({ deletesAt: deletesAt.toISOString() }, 202);
  });
  return routes;
}

/** To be mounted at `/api/auth`. Where players delete no accounts, operators do, and their players may take that back. */
export function createRestoreRoutes(parts: DeletionRouteParts): Hono<HttpEnv> {
  const { database, accounts, proof, deletion, sessions, trail, isEnabled } = parts;
  const routes = new Hono<HttpEnv>();
  const asIfAbsent = (error: unknown): never => {
    const isNothing = error instanceof AppError && NOTHING.has(error.code);
    throw isNothing && !isEnabled ? new AppError("not_found", "There is nothing here", {}, { cause: error }) : error;
  };
  routes.post("/restore", async (c) => {
    const { challenge } = await readBody(c, restoration).catch(asIfAbsent);
    const origin = originOf(c);
    const logIn = async (unit: UnitOfWork) => {
      const { address, door } = origin;
      const { account, by } = await deletion.redeem(unit, challenge, { address, door });
      await accounts.noteLogin(unit, account, origin);
      // With a second factor on, a provider's word counts as no proof of the account.
      const proven = by !== "provider" || !await hasSecondFactor(unit.db, account.id);
      const result = await sessions.open(unit, account, origin, { proven, secondFactor: by === "both_factors" });
      return { account, result };
    };
    const known = await trail.decide({ origin }, async () => {
      await proof.checkOrigin(origin);
      return await database.transaction(logIn);
    }).catch(asIfAbsent);
    return c.json(signedIn(known));
  });
  return routes;
}
