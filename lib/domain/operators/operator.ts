/** Who operates: the static token, or a session of an account with a role. */
import type { Role } from "../../platform/database/schema.ts";
import { AppError } from "../../platform/errors.ts";
import type { Actor } from "../audit/actor.ts";
import { accountActor } from "../audit/audit.ts";
import type { Identity } from "../sessions/identity.ts";
import type { Permission } from "./permissions.ts";

export interface Operator extends Actor {
  readonly role: Role;
  /** Whose session it is; null for the static token. */
  readonly identity: Identity | null;
}

/** `ADMIN_TOKEN`, which may do all. */
export function staticOperator(address: string): Operator {
  return { actor: "admin", address, role: "admin", identity: null };
}

export function accountOperator(identity: Identity, address: string): Operator {
  return { actor: accountActor(identity.accountId), address, role: identity.role, identity };
}

export function forbidden(permission: Permission | "admin.secondFactor", message: string): AppError {
  return new AppError("forbidden", message, { permission });
}
