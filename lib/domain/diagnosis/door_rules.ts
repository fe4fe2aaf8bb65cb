/** The rules of each door, in the order in which the door asks them: docs/contract-console.md. */
import { WILDSTAR_SCHEME } from "../accounts/foreign_secrets.ts";

export type Rule =
  | "line.cap"
  | "client.version"
  | "address.ban"
  | "address.attempts"
  | "mac.ban"
  | "account.known"
  | "account.attempts"
  | "account.guest"
  | "door.secret"
  | "password"
  | "second.factor"
  | "door.access"
  | "account.status"
  | "account.deleting"
  | "token"
  | "realm.online"
  | "hook"
  | "server";

const ADDRESS: readonly Rule[] = ["address.ban", "address.attempts"];
const BEFORE: readonly Rule[] = ["line.cap", ...ADDRESS];
const BEHIND: readonly Rule[] = ["hook", "server"];
const KNOWN: readonly Rule[] = ["account.known", "account.attempts", "account.guest"];
const PASSWORD: readonly Rule[] = [...KNOWN, "password"];
const ADMITTED: readonly Rule[] = ["door.access", "account.status"];

const WITH_CODE: readonly Rule[] = [
  ...BEFORE,
  ...PASSWORD,
  "account.status",
  "second.factor",
  "account.deleting",
  ...BEHIND,
];
/** Of a module's door of which no more is known. */
const NATIVE: readonly Rule[] = [...BEFORE, "mac.ban", ...PASSWORD, ...ADMITTED, ...BEHIND];

const OF_DOOR: Readonly<Record<string, readonly Rule[]>> = {
  http: WITH_CODE,
  game_auth: WITH_CODE,
  websocket: [...BEFORE, "account.known", "token", "account.status", ...BEHIND],
  slime: ["line.cap", "client.version", ...ADDRESS, "mac.ban", ...PASSWORD, ...ADMITTED, ...BEHIND],
  wildstar_sts: [
    "line.cap",
    "client.version",
    ...ADDRESS,
    ...KNOWN,
    "door.secret",
    "password",
    ...ADMITTED,
    ...BEHIND,
  ],
  wildstar_auth: [
    ...BEFORE,
    "client.version",
    "account.known",
    "account.guest",
    "token",
    "account.status",
    "realm.online",
    ...BEHIND,
  ],
};

/** The scheme that a door proves its password by, where that is not the account's own hash. */
const SECRET_OF_DOOR: Readonly<Record<string, string>> = { wildstar_sts: WILDSTAR_SCHEME };
/** Doors that know their players by e-mail. */
const BY_EMAIL: ReadonlySet<string> = new Set(["wildstar_sts", "wildstar_auth"]);
/** Need no password, and so are asked of an address alone. */
const OF_LINE: ReadonlySet<Rule> = new Set<Rule>(["line.cap", "client.version", ...ADDRESS, "mac.ban"]);
/** A hook may keep out who has no account yet: a newcomer by a provider. */
const OF_HOUSE: ReadonlySet<Rule> = new Set(["realm.online", "hook", "server"]);

export const HTTP_DOORS: readonly string[] = ["http", "websocket", "game_auth"];

/** Whose calls are counted as such. */
export function isHttp(door: string): boolean {
  return HTTP_DOORS.includes(door);
}

/** The password was the attempt at the door before; a token is one only where it proves false. */
export function countsAttempts(door: string): boolean {
  return door !== "wildstar_auth";
}

export function rulesOf(door: string): readonly Rule[] {
  return OF_DOOR[door] ?? NATIVE;
}

export function secretOf(door: string): string | null {
  return SECRET_OF_DOOR[door] ?? null;
}

export function knowsByEmail(door: string): boolean {
  return BY_EMAIL.has(door);
}

/** Whether a rule asks about nobody's account. */
export function needsNoAccount(rule: Rule): boolean {
  return OF_LINE.has(rule) || OF_HOUSE.has(rule);
}
