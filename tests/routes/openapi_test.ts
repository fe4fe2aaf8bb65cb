/** `/openapi.json` against the routes that are mounted, against a foreign validator, and against real answers. */
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect } from "expect";
import { z } from "zod";
import { DESCRIBED_CALLS } from "../../routes/description/mod.ts";
import { defineCalls } from "../../routes/admin/call.ts";
import { ADMIN_CALLS } from "../../routes/admin/calls.ts";
import { templateOf } from "../../routes/description/document.ts";
import { ERROR_CODES, type ErrorCode } from "../../lib/platform/errors.ts";
import { startTestServer, TEST_ADMIN_TOKEN } from "../support/test_server.ts";

/** Files for people: the pages, and what they are made of. */
const PAGES = /^\/($|favicon|static\/|logo$|console(\/|$))/;

await using server = await startTestServer();
const answer = await fetch(`${server.url}/openapi.json`);
// deno-lint-ignore no-explicit-any -- JSON
const document: any = await answer.json();
await server.close();

const described = Object.entries(document.paths).flatMap(([path, calls]) =>
  Object.keys(calls as object).map((method) => `${method.toUpperCase()} ${path}`)
).sort();

Deno.test("it needs no bearer, and is valid OpenAPI 3.1", async () => {
  expect([answer.status, answer.headers.get("content-type"), document.openapi])
    .toEqual([200, "application/json", "3.1.0"]);
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect([valid, errors]).toEqual([true, undefined]);
});

Deno.test("every call that is mounted is described, and every one that is described is mounted", () => {
  const mounted = server.app.routes
    .filter(({ method, path }) => method !== "ALL" && !PAGES.test(path) && !path.startsWith("/games/"))
    .map(({ method, path }) => `${method} ${templateOf(path)}`);
  expect(described).toEqual([...new Set(mounted)].sort());
});

Deno.test("no call is described twice, and each has an id of its own", () => {
  expect(described).toHaveLength(DESCRIBED_CALLS.length);
  const ids = Object.values(document.paths).flatMap((calls) =>
    Object.values(calls as Record<string, { operationId: string }>).map(({ operationId }) => operationId)
  );
  expect(ids).toEqual([...new Set(ids)]);
});

Deno.test("every code of the program stands at some call, and every operator's call names its permission", () => {
  const text = JSON.stringify(document.paths);
  // Of native doors, of the WebSocket, or of every path alike.
  const elsewhere = ["door_closed", "unknown_type", "mac_banned", "method_not_allowed"];
  const silent = ERROR_CODES.filter((code) => !text.includes(`\`${code}\``) && !elsewhere.includes(code));
  expect(silent).toEqual([]);
  const bans = document.paths["/admin/api/bans"];
  expect([bans.get["x-permission"], bans.post["x-permission"]]).toEqual(["bans.read", "bans.write"]);
  for (const { method, path, permission } of ADMIN_CALLS) {
    const call = document.paths[templateOf(`/admin/api${path}`)][method.toLowerCase()];
    // Any role, or any session, is no permission.
    const named = ["role", "session"].includes(permission) ? undefined : permission;
    expect([method, path, call["x-permission"]]).toEqual([method, path, named]);
  }
  expect(Object.keys(bans.post.responses)).toEqual(expect.arrayContaining(["201", "401", "403", "422", "429", "503"]));
});

/** docs/contract-accounts.md, call by call. */
const ACCOUNTS: readonly (readonly [call: string, codes: readonly ErrorCode[]])[] = [
  ["POST /api/auth/login", ["second_factor_required", "account_deleting"]],
  ["POST /api/auth/second-factor", ["invalid_code", "invalid_link", "account_banned", "account_deleting"]],
  ["POST /api/auth/passkey/options", ["not_found", "invalid_link"]],
  ["POST /api/auth/passkey", ["invalid_credentials", "invalid_link", "account_deleting"]],
  ["POST /api/auth/confirm", ["invalid_code", "second_factor_required", "confirmation_required", "invalid_link"]],
  ["POST /api/account/totp", ["confirmation_required", "password_required"]],
  ["POST /api/account/totp/verify", ["invalid_code"]],
  ["DELETE /api/account/totp", ["confirmation_required", "not_found"]],
  ["POST /api/account/recovery-codes", ["confirmation_required"]],
  ["POST /api/account/passkeys", ["confirmation_required", "too_many_passkeys", "invalid_link"]],
  ["DELETE /api/account/passkeys/{id}", ["confirmation_required", "last_way_in"]],
  ["DELETE /api/account/password", ["confirmation_required", "last_way_in"]],
  ["POST /api/auth/reset", ["rate_limited", "not_found"]],
  ["POST /api/auth/reset/check", ["invalid_link", "too_early"]],
  ["POST /api/auth/reset/finish", ["invalid_link", "too_early", "invalid_code", "second_factor_required"]],
  ["POST /api/auth/verify-email", ["invalid_link"]],
  ["POST /api/auth/undo-email", ["invalid_link"]],
  ["POST /api/account/email", ["confirmation_required", "email_taken"]],
  ["POST /api/account/identities", ["identity_taken", "confirmation_required"]],
  ["DELETE /api/account/identities/{provider}", ["last_way_in"]],
  ["PUT /api/account/games/{id}/access", ["confirmation_required", "forbidden", "unknown_game"]],
  ["POST /api/account/games/{id}/password", ["confirmation_required", "email_required"]],
  ["DELETE /api/account/games/{id}/password", ["confirmation_required", "not_found"]],
  ["POST /api/account/games/{id}/window", ["confirmation_required", "forbidden", "not_found"]],
  ["POST /api/auth/guest", ["not_found", "rate_limited", "invalid_credentials"]],
  ["POST /api/account/upgrade", ["not_a_guest", "username_taken", "email_taken"]],
  ["POST /api/account/deletion", ["confirmation_required", "last_admin"]],
  ["POST /api/auth/restore", ["invalid_link", "account_banned"]],
  ["POST /api/account/export", ["confirmation_required", "rate_limited"]],
];

Deno.test("the accounts' calls name the codes of their contract", () => {
  for (const [call, codes] of ACCOUNTS) {
    const [method = "", path = ""] = call.split(" ");
    const { responses } = document.paths[path][method.toLowerCase()];
    const named = Object.values(responses as Record<string, { "x-codes"?: string[] }>).flatMap((it) =>
      it["x-codes"] ?? []
    );
    expect([call, codes.filter((code) => !named.includes(code))]).toEqual([call, []]);
  }
});

Deno.test("every call that needs a session is refused without one", async () => {
  await using live = await startTestServer();
  const calls = DESCRIBED_CALLS.filter(({ bearer }) => bearer === "session");
  expect(calls).not.toEqual([]);
  for (const { method, path } of calls) {
    const response = await fetch(live.url + path.replaceAll(/:\w+/g, "1"), { method });
    const { code } = await response.json();
    expect([method, path, response.status, code]).toEqual([method, path, 401, "invalid_token"]);
  }
});

Deno.test("what is described is what is answered: lists of operators, and a refusal", async () => {
  await using live = await startTestServer();
  for (
    const path of [
      "/admin/api/bans",
      "/admin/api/servers",
      "/admin/api/accounts",
      "/admin/api/webhooks",
      "/admin/api/me",
    ]
  ) {
    const response = await fetch(live.url + path, { headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}` } });
    const call = DESCRIBED_CALLS.find((candidate) => candidate.path === path && candidate.method === "GET");
    const parsed = call?.answers[200]?.safeParse(await response.json());
    expect([path, parsed?.error?.issues]).toEqual([path, undefined]);
  }
  const refused = await fetch(`${live.url}/admin/api/bans`);
  expect(document.paths["/admin/api/bans"].get.responses[refused.status]["x-codes"]).toContain(
    (await refused.json()).code,
  );
});

Deno.test("an operators' call reads a query or a body, never both: the compiler says so", () => {
  const summary = "Both";
  // @ts-expect-error: nothing says which of the two its handler would be given
  defineCalls({ "POST /both": { summary, permission: "role", query: z.object({}), body: z.object({}) } });
  expect(ADMIN_CALLS.filter(({ query, body }) => query !== undefined && body !== undefined)).toEqual([]);
});
