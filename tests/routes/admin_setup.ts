import type { Database } from "../../lib/platform/database/database.ts";
import type { TokenRevocation } from "../../lib/domain/tokens/token_revocation.ts";
import { createAdminRoutes } from "../../routes/admin/mod.ts";
import { createTestCore, type TestCore, type TestCoreSetup } from "../support/core_services.ts";
import { type Call, createCaller } from "../support/http.ts";

export const ADMIN_TOKEN = "a-static-token-for-operators";

export interface AdminSetup extends TestCoreSetup {
  readonly adminToken?: string | null;
}

/** The operators' routes over a core, and a way to call them with the static token. */
export async function adminOn(database: Database, setup: AdminSetup = {}) {
  const core = await createTestCore(database, setup);
  const revoked: unknown[] = [];
  const call = createCaller("/admin/api", adminRoutes(core, setup.adminToken, revoked));
  const admin = (method: string, path: string, body?: unknown, more: Call = {}) =>
    call(method, `/admin/api${path}`, { bearer: ADMIN_TOKEN, ...more, ...(body === undefined ? {} : { body }) });
  return { core, call, admin, revoked };
}

/** Without a core: the routes alone, to be looked at. */
export function adminRoutes(core?: TestCore, adminToken: string | null = ADMIN_TOKEN, revoked: unknown[] = []) {
  const tokenRevocation: TokenRevocation = {
    revoke: (input) => Promise.resolve(void revoked.push(input)),
    ownerOf: () => Promise.resolve(null),
  };
  const given = { ...core as TestCore, tokenRevocation };
  return createAdminRoutes(given, given, {
    adminToken,
    describeModules: () => Promise.resolve([]),
    describeConfig: () => [],
  });
}
