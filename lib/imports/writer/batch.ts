/** Some accounts of a batch, in its transaction: new ones are written, known ones compared, and each gets its one outcome. */
import { isEqualConstantTime } from "../../platform/crypto/constant_time.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { ImportOptions } from "../plan/options.ts";
import { type Plan, planAccount } from "../plan/plan.ts";
import { type ForeignAccount, RowError } from "../readers/reader.ts";
import { type AccountWriterParts, writeAccounts } from "./account_batch.ts";
import { type Book, type BookedRow, withoutId } from "./book.ts";
import { changeAccount, type ChangeParts } from "./changes.ts";
import { readSurroundings, type SurroundingsParts } from "./surroundings.ts";
import { holds } from "./suspensions.ts";

export interface BatchParts extends AccountWriterParts, ChangeParts, SurroundingsParts {
  readonly options: ImportOptions;
}

/** A row as it was read: an account, or why it is none. */
export type ReadRow =
  & { readonly foreignId: string }
  & ({ readonly account: ForeignAccount } | { readonly rule: string });

/** What became of a row, for the report. */
export type RowResult =
  | { readonly outcome: "new"; readonly plan: Plan; readonly username: string }
  | { readonly outcome: "changed" | "unchanged"; readonly account: ForeignAccount }
  | {
    readonly outcome: "skipped";
    readonly foreignId: string;
    readonly rule: string;
    readonly account: ForeignAccount | null;
  };

/** @throws {PlanRefused} with `--names fail` */
export async function writeAccountRows(
  unit: UnitOfWork,
  runId: number,
  rows: readonly ReadRow[],
  parts: BatchParts,
): Promise<readonly RowResult[]> {
  const { book } = parts;
  const known = await book.find(unit, "account", rows.map(({ foreignId }) => foreignId));
  const hashes = rows.map((row) => hashOf(row, parts));
  const isUnchanged = (index: number) => {
    const booked = known.get(rows[index]!.foreignId);
    return isOwn(booked) && isEqualConstantTime(booked.rowHash, hashes[index]!);
  };
  const accounts = rows.flatMap((row, index) => "account" in row && !isUnchanged(index) ? [row.account] : []);
  const surroundings = await readSurroundings(unit, accounts, parts);
  const results: RowResult[] = [];
  const fresh: { plan: Plan; rowHash: Uint8Array; booked: BookedRow | undefined }[] = [];
  const added: BookedRow[] = [];
  const skip = async (row: ReadRow, rule: string, rowHash: Uint8Array) => {
    const account = "account" in row ? row.account : null;
    results.push({ outcome: "skipped", foreignId: row.foreignId, rule, account });
    const booked = known.get(row.foreignId);
    const entry = withoutId("account", row.foreignId, rowHash);
    if (booked === undefined) added.push(entry);
    else if (booked.localId === null && booked.outcome !== "deleted") await book.update(unit, runId, entry);
  };

  for (const [index, row] of rows.entries()) {
    const booked = known.get(row.foreignId);
    const rowHash = hashes[index]!;
    if ("rule" in row) {
      await skip(row, row.rule, rowHash);
      continue;
    }
    const { account } = row;
    if (booked?.outcome === "deleted") {
      results.push({ outcome: "skipped", foreignId: row.foreignId, rule: "its account was deleted here", account });
      continue;
    }
    if (isUnchanged(index)) {
      results.push({ outcome: "unchanged", account });
      continue;
    }
    const isKnown = isOwn(booked);
    try {
      const plan = planAccount(account, {
        hasNameTwin: parts.twins.hasNameTwin(account),
        losesName: parts.twins.losesName(account),
        losesEmail: parts.twins.losesEmail(account),
        emailKeeper: account.email === null ? null : parts.twins.emailKeeper(account.email),
        isNameTaken: !isKnown && account.name !== null && surroundings.hasName(account.name),
        isEmailTaken: !isKnown && account.email !== null && surroundings.hasEmail(account.email),
        isIdentityTaken: !isKnown && account.identities.some(surroundings.hasIdentity),
        isNameReserved: !isKnown && account.name !== null && surroundings.isNameReserved(account.name),
        isEmailReserved: !isKnown && account.email !== null && surroundings.isEmailReserved(account.email),
        reservedIdentities: isKnown ? [] : account.identities.filter(surroundings.isIdentityReserved),
      }, parts.options);
      if (!isKnown) fresh.push({ plan, rowHash, booked });
      else results.push(await change(unit, runId, booked, plan, rowHash, parts));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      await skip(row, error.rule, rowHash);
    }
  }

  const written = await writeAccounts(unit, fresh.map(({ plan }) => plan), parts);
  for (const [index, { plan, accountId, username, credentialVersion }] of written.entries()) {
    const { rowHash, booked } = fresh[index]!;
    const entry = {
      kind: "account",
      foreignId: plan.account.foreignId,
      localId: accountId,
      outcome: "new",
      rowHash,
      credentialVersion,
    } as const;
    if (booked === undefined) added.push(entry);
    else await book.update(unit, runId, entry);
    results.push({ outcome: "new", plan, username });
  }
  added.push(...await suspensionRows(unit, results, book));
  await book.add(unit, runId, added);
  return results;
}

/** Whether the row became an account in an earlier run. */
function isOwn(booked: BookedRow | undefined): booked is BookedRow {
  return booked !== undefined && booked.localId !== null;
}

async function change(
  unit: UnitOfWork,
  runId: number,
  booked: BookedRow,
  plan: Plan,
  rowHash: Uint8Array,
  parts: BatchParts,
): Promise<RowResult> {
  const { book } = parts;
  const { suspensions } = plan.account;
  const known = await book.find(unit, "suspension", suspensions.map(({ foreignId }) => foreignId));
  const fresh = suspensions.filter(({ foreignId }) => !known.has(foreignId));
  // A flag of the account keeps its key when its end moves; one that was lifted or has ended there is left as it is.
  const moved = suspensions.flatMap((suspension) => {
    const before = known.get(suspension.foreignId);
    if (before === undefined || !holds(suspension, unit.now.getTime())) return [];
    const row = { ...before, rowHash: book.hash(suspension) };
    return isEqualConstantTime(before.rowHash, row.rowHash) ? [] : [{ suspension, row }];
  });
  for (const { row } of moved) await book.update(unit, runId, row);
  const added = [...fresh, ...moved.map(({ suspension }) => suspension)];
  const credentialVersion = await changeAccount(unit, booked, plan, added, parts);
  await book.update(unit, runId, { ...booked, outcome: "changed", rowHash, credentialVersion });
  return { outcome: "changed", account: plan.account };
}

/** Bans that stand in the source have their outcome like accounts: that of their account. */
async function suspensionRows(unit: UnitOfWork, results: readonly RowResult[], book: Book): Promise<BookedRow[]> {
  const rows = results.flatMap((result): BookedRow[] => {
    const account = result.outcome === "new" ? result.plan.account : result.account;
    if (account === null || result.outcome === "unchanged") return [];
    const outcome = result.outcome === "skipped" ? "skipped" : "new";
    return account.suspensions.map((suspension) =>
      withoutId("suspension", suspension.foreignId, book.hash(suspension), outcome)
    );
  });
  const known = await book.find(unit, "suspension", rows.map(({ foreignId }) => foreignId));
  const seen = new Set<string>(known.keys());
  return rows.filter(({ foreignId }) => !seen.has(foreignId) && seen.add(foreignId));
}

/** Of the row, of what was asked, and of what the source's other rows leave it. */
function hashOf(row: ReadRow, { book, twins, options }: BatchParts): Uint8Array {
  if ("rule" in row) return book.hash({ rule: row.rule });
  const { account } = row;
  // Without the names of the fields, which are the same for all, and half of the text.
  return book.hash([
    Object.values(account),
    options.names,
    options.sameEmail,
    twins.losesName(account),
    twins.losesEmail(account),
  ]);
}
