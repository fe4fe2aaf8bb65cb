/** The contract's table of roles and calls, written down a second time: what the routes declare of themselves is held to it. */
import { expect } from "expect";
import { ADMIN_CALLS } from "../../routes/admin/calls.ts";
import { isPermitted, needsConfirmation, PERMISSIONS, ROLES } from "../../lib/domain/operators/permissions.ts";

/** viewer, support, moderator, admin: who has it is marked. */
const MATRIX: Readonly<Record<string, string>> = {
  "overview.read": "vsma",
  "servers.read": "vsma",
  "games.read": "vsma",
  "accounts.read": "vsma",
  "accounts.private": "-sma",
  "diagnosis.read": "-sma",
  "trail.read": "-sma",
  "notes.write": "-sma",
  "sessions.end": "-sma",
  "mail.resend": "-sma",
  "account.reset_mail": "-sma",
  "suspensions.write": "--ma",
  "bans.write": "--ma",
  "bans.read": "-sma",
  "audit.read": "-sma",
  "exports.read": "--ma",
  "recovery.link": "---a",
  "accounts.write": "---a",
  "accounts.delete": "---a",
  "roles.write": "---a",
  "servers.write": "---a",
  "keys.write": "---a",
  "system.read": "---a",
  "webhooks.write": "---a",
  "backups.write": "---a",
};
const CONFIRMED = [
  "recovery.link",
  "accounts.write",
  "accounts.delete",
  "roles.write",
  "keys.write",
  "webhooks.write",
  "backups.write",
  "exports.read",
];

/** What each call needs; those of a field stand behind the call's own. */
const CALLS: Readonly<Record<string, string>> = {
  "GET /me": "role",
  "POST /invites/redeem": "session",
  "GET /invites": "roles.write",
  "POST /invites": "roles.write",
  "DELETE /invites/:id": "roles.write",
  "GET /accounts": "accounts.read",
  "GET /accounts/:id": "accounts.read",
  "PATCH /accounts/:id": "accounts.write role=roles.write username=accounts.write email=accounts.write",
  "POST /accounts/:id/suspensions": "suspensions.write",
  "PATCH /accounts/:id/suspensions/:sid": "suspensions.write",
  "DELETE /accounts/:id/suspensions/:sid": "suspensions.write",
  "GET /accounts/:id/suspensions": "bans.read",
  "GET /accounts/:id/characters": "accounts.read",
  "GET /accounts/:id/related": "accounts.private",
  "GET /accounts/:id/ways-in": "accounts.private",
  "GET /accounts/:id/notes": "notes.write",
  "POST /accounts/:id/notes": "notes.write",
  "GET /accounts/:id/logins": "trail.read",
  "POST /accounts/:id/revoke": "sessions.end",
  "POST /accounts/:id/sessions/end": "sessions.end",
  "DELETE /accounts/:id/sessions/:sid": "sessions.end",
  "POST /accounts/:id/reset-mail": "account.reset_mail",
  "POST /accounts/:id/verification-mail": "mail.resend",
  "POST /accounts/:id/recovery": "recovery.link",
  "DELETE /accounts/:id": "accounts.delete",
  "POST /accounts/:id/restore": "accounts.delete",
  "POST /tokens/revoke": "sessions.end",
  "GET /bans": "bans.read",
  "POST /bans": "bans.write",
  "PATCH /bans/:id": "bans.write",
  "DELETE /bans/:id": "bans.write",
  "POST /bans/lift": "bans.write",
  "GET /servers": "servers.read",
  "GET /servers/:id": "servers.read",
  "POST /servers": "servers.write",
  "PATCH /servers/:id": "servers.write",
  "DELETE /servers/:id": "servers.write",
  "POST /servers/:id/key": "keys.write",
  "GET /keys": "system.read",
  "POST /keys/rotate": "keys.write",
  "GET /audit": "audit.read",
  "GET /overview": "overview.read",
  "GET /series": "overview.read",
  "GET /modules": "overview.read",
  "GET /jobs": "overview.read",
  "GET /mails": "system.read",
  "POST /mails/:id/retry": "mail.resend",
  "GET /config": "system.read",
  "GET /backups": "system.read",
  "POST /backups": "backups.write",
  "GET /backups/:name": "backups.write",
  "GET /webhooks": "system.read",
  "POST /webhooks": "webhooks.write",
  "DELETE /webhooks/:id": "webhooks.write",
  "GET /trail": "trail.read",
  "GET /trail/live": "trail.read",
  "GET /diagnosis": "diagnosis.read",
};

Deno.test("each role has what the contract gives it, and nothing else", () => {
  const operators = ROLES.filter((role) => role !== "player");
  const held = PERMISSIONS.map((permission) => [
    permission,
    operators.map((role) => isPermitted(role, permission) ? role[0] : "-").join(""),
  ]);
  expect(Object.fromEntries(held)).toEqual(MATRIX);
  expect(PERMISSIONS.filter((permission) => isPermitted("player", permission))).toEqual([]);
  expect(PERMISSIONS.filter(needsConfirmation).sort()).toEqual(CONFIRMED.sort());
});

Deno.test("each call needs the permission that the contract names for it", () => {
  const declared = ADMIN_CALLS.map(({ method, path, permission, fields }) => {
    const more = Object.entries(fields ?? {}).map(([field, needed]) => ` ${field}=${needed}`).join("");
    return [`${method} ${path}`, `${permission}${more}`];
  });
  expect(Object.fromEntries(declared)).toEqual(CALLS);
  const files = ADMIN_CALLS.filter(({ csv }) => csv === true).map(({ path }) => path);
  expect(files.sort()).toEqual(["/accounts", "/audit", "/bans", "/trail"]);
});
