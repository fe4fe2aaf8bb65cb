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
import type { UnitOfWork } from "../lib/platform/database/database.ts";
import { AppError } from "../lib/platform/errors.ts";
import { text } from "../lib/platform/json/input.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { readBody } from "./body.ts";
import { requireConfirmation } from "./confirmed.ts";
import { session } from "./description/answers.ts";
import { defineCalls } from "./description/call.ts";
import { type HttpEnv, originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { signedIn } from "./signed_in.ts";
import { whereOn } from "./switched.ts";

/** What brings no deletion that waits. */
const NOTHING: ReadonlySet<string> = new Set(["invalid_link", "invalid_input", "invalid_json"]);

const restoration = z.object({ challenge: text(200) });

const list = z.array(z.record(z.string(), z.unknown()));
const exported = z.object({
  format: z.literal("gatehouse-export"),
  version: z.literal(1),
  generatedAt: z.iso.datetime(),
  account: z.record(z.string(), z.unknown()),
  identities: list,
  passkeys: list,
  sessions: list,
  logins: list,
  addresses: list,
  macs: list,
  suspensions: list,
  audit: list,
  characters: list,
  games: z.record(z.string(), z.unknown()),
});

export const DELETION_CALLS = defineCalls({
  "POST /api/account/deletion": {
    summary: "Deletes one's own account, after the days of grace; 404 where that is switched off",
    confirmed: true,
    answers: { 202: z.object({ deletesAt: z.iso.datetime() }) },
    codes: ["last_admin", "not_found"],
  },
  "POST /api/account/export": {
    summary: "A copy of all that is known of one's own account, as a file; once an hour",
    confirmed: true,
    answers: { 200: exported },
  },
  "POST /api/auth/restore": {
    summary: "Takes the deletion back and signs in, by the challenge of a refused login",
    body: restoration,
    answers: { 200: session },
    codes: ["invalid_link", "account_suspended", "account_banned", "not_found"],
    bearer: "none",
  },
});

interface DeletionRouteParts {
  readonly accounts: Pick<Accounts, "noteLogin">;
  readonly proof: Pick<Proof, "checkOrigin">;
  readonly deletion: Pick<Deletion, "request" | "redeem">;
  readonly confirmation: Pick<Confirmation, "require">;
  readonly sessions: Sessions;
  readonly trail: Pick<Trail, "decide">;
}

/** Behind `requireSession`. */
export function mountDeletion(
  mount: Mount,
  { config }: Pick<Kernel, "config">,
  { deletion, confirmation }: DeletionRouteParts,
): void {
  const on = mount(DELETION_CALLS).behind(whereOn(config.accounts.deletion), requireConfirmation(confirmation));
  on("POST /api/account/deletion", async (c) => {
    const { accountId } = c.get("identity");
    const { address, door, device = null } = originOf(c);
    const by = { actor: accountActor(accountId), address, door, device };
    const deletesAt = await deletion.request({ accountId, by });
    return { deletesAt: deletesAt.toISOString() };
  });
}

/** To be mounted at `/api/auth`. Where players delete no accounts, operators do, and their players may take that back. */
export function createRestoreRoutes(
  { config, database }: Pick<Kernel, "config" | "database">,
  { accounts, proof, deletion, sessions, trail }: DeletionRouteParts,
): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  const asIfAbsent = (error: unknown): never => {
    const isNothing = error instanceof AppError && NOTHING.has(error.code);
    throw isNothing && !config.accounts.deletion
      ? new AppError("not_found", "There is nothing here", {}, { cause: error })
      : error;
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
