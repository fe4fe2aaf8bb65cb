/** What the engines throw, in words that the rest of the program understands. */
import { AppError } from "../errors.ts";

/** A row with the same unique key exists. */
export class UniqueViolation extends Error {
  override readonly name = "UniqueViolation";
  /** The columns as the engine names them: `accounts.email_key`, or the index. */
  readonly key: string;

  constructor(key: string, options?: ErrorOptions) {
    super(`Could not store the row: ${key} is taken`, options);
    this.key = key;
  }
}

/** What the row belongs to is not there: mostly it went meanwhile, as an account does that is deleted. */
class ReferenceViolation extends Error {
  override readonly name = "ReferenceViolation";

  constructor(options?: ErrorOptions) {
    super("Could not store the row: what it belongs to is not there", options);
  }
}

/** What a caller is told of it, or null for any other error. */
export function goneMeanwhile(error: unknown): AppError | null {
  if (!(error instanceof ReferenceViolation)) return null;
  return new AppError("not_found", "What this belongs to is gone", {}, { cause: error });
}

/** True if `error` says that `column`, or an index named after it, is taken. */
export function isTaken(error: unknown, column: string): boolean {
  return error instanceof UniqueViolation && error.key.includes(column);
}

/** Translates what `node:sqlite` throws. Result codes: https://www.sqlite.org/rescode.html */
export function translateSqliteError(error: unknown): unknown {
  const code = numberField(error, "errcode");
  if (code === null) return error;
  const message = error instanceof Error ? error.message : "";
  const isUnique = code === 2067 || code === 1555; // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
  if (isUnique) return new UniqueViolation(message.replace(/^.*failed: /, ""), { cause: error });
  if (code === 787) return new ReferenceViolation({ cause: error }); // SQLITE_CONSTRAINT_FOREIGNKEY
  const primary = code & 0xff;
  // BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB: the file cannot be used now.
  const isUnavailable = [5, 6, 7, 8, 9, 10, 11, 13, 14, 26].includes(primary);
  return isUnavailable ? unavailable(error) : error;
}

/** Translates what `pg` throws. SQLSTATE: https://www.postgresql.org/docs/15/errcodes-appendix.html */
export function translatePostgresError(error: unknown): unknown {
  const code = textField(error, "code");
  if (code === "23505") return new UniqueViolation(textField(error, "constraint") ?? "a key", { cause: error });
  if (code === "23503") return new ReferenceViolation({ cause: error });
  if (code !== null && /^[0-9A-Z]{5}$/.test(code)) {
    // Connection exceptions, resources, operator intervention, damage, locks and deadlocks, a standby that takes no writes.
    const isUnavailable = /^(08|53|57P|58|XX00[12])/.test(code) ||
      ["40001", "40P01", "55P03", "25P03", READ_ONLY, ...STATEMENT_LOST].includes(code);
    return isUnavailable ? unavailable(error) : error;
  }
  // No SQLSTATE: the socket or the pool spoke, not the server.
  const message = error instanceof Error ? error.message : "";
  const isLost = /^E[A-Z]+$/.test(code ?? "") ||
    /terminated|timeout|Connection ended|not queryable|closed|destroyed/i.test(message);
  return isLost ? unavailable(error) : error;
}

/** SQLSTATE of a write that a read-only connection refuses, as every one does after a failover to another server. */
const READ_ONLY = "25006";

/** SQLSTATEs of a prepared statement that another session has or has not: a pooler stands between. */
const STATEMENT_LOST = ["26000", "42P05"];

/** Whether what `pg` threw says that a connection's prepared statements are not its own. */
export function isStatementLost(error: unknown): boolean {
  return STATEMENT_LOST.includes(textField(error, "code") ?? "");
}

/** Whether what `pg` threw says that this connection takes no writes. */
export function isReadOnlyRefusal(error: unknown): boolean {
  return textField(error, "code") === READ_ONLY;
}

/** Whether an error, translated or not, says that nothing can be written now: a full disk, a read-only database. */
export function isWriteRefusal(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : error;
  const code = numberField(cause, "errcode");
  if (code !== null) return [8, 10, 13].includes(code & 0xff); // READONLY, IOERR, FULL
  return ["53100", READ_ONLY].includes(textField(cause, "code") ?? "");
}

function unavailable(cause: unknown): AppError {
  return new AppError("unavailable", "Could not reach the database", { retryAfterSeconds: 1 }, { cause });
}

function numberField(error: unknown, field: string): number | null {
  const value = typeof error === "object" && error !== null ? Reflect.get(error, field) : null;
  return typeof value === "number" ? value : null;
}

function textField(error: unknown, field: string): string | null {
  const value = typeof error === "object" && error !== null ? Reflect.get(error, field) : null;
  return typeof value === "string" ? value : null;
}
