/** New accounts of a batch, in its transaction: the rows of everything that a plan says, each table by one statement. */
import { macKey, macText } from "../../domain/bans/mac_address.ts";
import { emailKey, usernameKey } from "../../domain/accounts/rules.ts";
import { madeUpName } from "../../domain/identities/usernames.ts";
import { bulkInsert, bulkList, type BulkValue } from "../../platform/database/bulk.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Plan } from "../plan/plan.ts";
import { loginNameKey } from "../../domain/accounts/login_names.ts";
import { writeSuspensions } from "./suspensions.ts";

/** At a million made-up names one in a thousand is taken. */
const MADE_UP_TRIES_MAX = 8;

export interface AccountWriterParts {
  readonly label: string;
  /** Six bytes or more, the same for the same row and try: a dry run names accounts as the real one will. */
  readonly nameBytes: (foreignId: string, tries: number) => Uint8Array;
  /** Seals a secret for one place, at once. */
  readonly seal: (plain: Uint8Array, associatedData: string) => Uint8Array;
}

interface WrittenAccount {
  readonly plan: Plan;
  readonly accountId: number;
  readonly username: string;
  readonly credentialVersion: number;
}

/** The version of a credential that came in with its account. */
const FIRST_VERSION = 1;

export async function writeAccounts(
  unit: UnitOfWork,
  plans: readonly Plan[],
  parts: AccountWriterParts,
): Promise<readonly WrittenAccount[]> {
  const names = await chooseNames(unit, plans, parts.nameBytes);
  const written = await insertAccounts(unit, plans, names);
  await insertSecrets(unit, written, parts.seal);
  await insertLoginNames(unit, written, parts.label);
  await writeSuspensions(
    unit,
    written.map(({ plan, accountId }) => ({ account: plan.account, accountId })),
    parts.label,
  );
  await insertMacs(unit, written);
  await insertIdentities(unit, written);
  await insertAudit(unit, written, parts.label);
  return written;
}

async function chooseNames(
  unit: UnitOfWork,
  plans: readonly Plan[],
  nameBytes: AccountWriterParts["nameBytes"],
): Promise<readonly string[]> {
  const names = plans.map((plan) => plan.username);
  for (let tries = 0; tries < MADE_UP_TRIES_MAX; tries++) {
    const missing = names.flatMap((name, index) => name === null ? [index] : []);
    if (missing.length === 0) return names as string[];
    const used = new Set(names.filter((name) => name !== null).map(usernameKey));
    const made = missing.map((index) => madeUpName(nameBytes(plans[index]!.account.foreignId, tries)));
    const rows = await unit.db.selectFrom("accounts").select("username_key")
      .where("username_key", "in", bulkList<string>(unit.engine, "text", made)).execute();
    for (const { username_key } of rows) used.add(username_key);
    missing.forEach((index, at) => {
      const name = made[at]!;
      if (used.has(name)) return;
      used.add(name);
      names[index] = name;
    });
  }
  throw new Error(`Could not make up names: ${MADE_UP_TRIES_MAX} in a row were taken`);
}

async function insertAccounts(
  unit: UnitOfWork,
  plans: readonly Plan[],
  names: readonly string[],
): Promise<readonly WrittenAccount[]> {
  const now = unit.now.getTime();
  const rows = plans.map(({ account, username, email, passwordHash, secret }, index): BulkValue[] => [
    names[index]!,
    usernameKey(names[index]!),
    username === null ? 1 : 0,
    email,
    email === null ? null : emailKey(email),
    email === null ? null : account.emailVerifiedAt,
    passwordHash,
    account.createdAt ?? now,
    account.lastLoginAt,
    passwordHash === null && secret === null ? 0 : FIRST_VERSION,
  ]);
  const ids = await bulkInsert<{ id: number; username_key: string }>(unit.db, unit.engine, {
    table: "accounts",
    columns: {
      username: "text",
      username_key: "text",
      username_pending: "integer",
      email: "text",
      email_key: "text",
      email_verified_at: "integer",
      password_hash: "text",
      created_at: "integer",
      last_login_at: "integer",
      credential_version: "integer",
    },
    rows,
    returning: ["id", "username_key"],
  });
  const byKey = new Map(ids.map(({ id, username_key }) => [username_key, Number(id)]));
  return plans.map((plan, index) => ({
    plan,
    accountId: byKey.get(usernameKey(names[index]!))!,
    username: names[index]!,
    credentialVersion: plan.passwordHash === null && plan.secret === null ? 0 : FIRST_VERSION,
  }));
}

async function insertSecrets(
  unit: UnitOfWork,
  written: readonly WrittenAccount[],
  seal: AccountWriterParts["seal"],
): Promise<void> {
  await bulkInsert(unit.db, unit.engine, {
    table: "account_secrets",
    columns: { account_id: "integer", scheme: "text", secret: "bytes" },
    rows: written.flatMap(({ plan: { secret }, accountId }) =>
      secret === null
        ? []
        : [[accountId, secret.scheme, seal(secret.plain, `account_secrets:${accountId}:${secret.scheme}`)]]
    ),
  });
}

async function insertLoginNames(unit: UnitOfWork, written: readonly WrittenAccount[], label: string): Promise<void> {
  await bulkInsert(unit.db, unit.engine, {
    table: "login_names",
    columns: { account_id: "integer", source: "text", name: "text", name_key: "text", is_exact: "integer" },
    rows: written.flatMap(({ plan: { loginName }, accountId }) =>
      loginName === null
        ? []
        : [[accountId, label, loginName.name, loginNameKey(loginName.name), loginName.isExact ? 1 : 0]]
    ),
  });
}

async function insertMacs(unit: UnitOfWork, written: readonly WrittenAccount[]): Promise<void> {
  const now = unit.now.getTime();
  await bulkInsert(unit.db, unit.engine, {
    table: "account_macs",
    columns: { account_id: "integer", mac_key: "text", mac: "text", first_seen_at: "integer", last_seen_at: "integer" },
    isIgnored: true,
    rows: written.flatMap(({ plan: { account }, accountId }) =>
      account.macs.map((mac) => [
        accountId,
        macKey(mac),
        macText(mac),
        account.createdAt ?? now,
        account.lastLoginAt ?? account.createdAt ?? now,
      ])
    ),
  });
}

async function insertIdentities(unit: UnitOfWork, written: readonly WrittenAccount[]): Promise<void> {
  await bulkInsert(unit.db, unit.engine, {
    table: "identities",
    columns: {
      provider: "text",
      subject: "text",
      account_id: "integer",
      created_at: "integer",
      last_used_at: "integer",
    },
    isIgnored: true,
    rows: written.flatMap(({ plan: { account }, accountId }) =>
      account.identities.map(({ provider, subject }) => [provider, subject, accountId, unit.now.getTime(), null])
    ),
  });
}

async function insertAudit(unit: UnitOfWork, written: readonly WrittenAccount[], label: string): Promise<void> {
  await bulkInsert(unit.db, unit.engine, {
    table: "audit_log",
    columns: { at: "integer", action: "text", actor: "text", account_id: "integer", reason: "text" },
    rows: written.map(({ plan, accountId }) => [
      unit.now.getTime(),
      "account.import",
      "command",
      accountId,
      `${label} ${plan.account.foreignId}`.slice(0, 500),
    ]),
  });
}
