/** Who of the operators may do what: the one table of roles and permissions (docs/contract-console.md, "Roles"). */
import type { Role } from "../../platform/database/schema.ts";

/** From the least to the most. */
export const ROLES = ["player", "viewer", "support", "moderator", "admin"] as const satisfies readonly Role[];

/** The least role that has each permission; every higher one has it as well. */
const LEAST_ROLE = {
  "overview.read": "viewer",
  "servers.read": "viewer",
  "games.read": "viewer",
  /** Addresses, MACs and e-mails are shown shortened without `accounts.private`. */
  "accounts.read": "viewer",
  "accounts.private": "support",
  "diagnosis.read": "support",
  "trail.read": "support",
  /** Reading them too. */
  "notes.write": "support",
  "sessions.end": "support",
  "mail.resend": "support",
  "account.reset_mail": "support",
  "bans.read": "support",
  /** Support reads the entries of its own acts only. */
  "audit.read": "support",
  "suspensions.write": "moderator",
  "bans.write": "moderator",
  "exports.read": "moderator",
  "recovery.link": "admin",
  "accounts.write": "admin",
  "accounts.delete": "admin",
  "roles.write": "admin",
  "servers.write": "admin",
  "keys.write": "admin",
  "system.read": "admin",
  "webhooks.write": "admin",
  "backups.write": "admin",
} as const satisfies Readonly<Record<string, Role>>;

export type Permission = keyof typeof LEAST_ROLE;

export const PERMISSIONS = Object.keys(LEAST_ROLE) as readonly Permission[];

/** They open an account or cannot be undone: an operator's session must have proven itself a moment ago. */
const CONFIRMED: ReadonlySet<Permission> = new Set<Permission>([
  "recovery.link",
  "accounts.write",
  "accounts.delete",
  "roles.write",
  "keys.write",
  "webhooks.write",
  "backups.write",
  "exports.read",
]);

export function rankOf(role: Role): number {
  return ROLES.indexOf(role);
}

export function isPermitted(role: Role, permission: Permission): boolean {
  return rankOf(role) >= rankOf(LEAST_ROLE[permission]);
}

export function permissionsOf(role: Role): readonly Permission[] {
  return PERMISSIONS.filter((permission) => isPermitted(role, permission));
}

export function needsConfirmation(permission: Permission): boolean {
  return CONFIRMED.has(permission);
}

/** Whether the audit log shows the role the entries of its own acts only. */
export function seesOwnAuditOnly(role: Role): boolean {
  return rankOf(role) < rankOf("moderator");
}
