import { expect } from "expect";
import { AppError } from "../../../lib/platform/errors.ts";
import {
  goneMeanwhile,
  isTaken,
  translatePostgresError,
  translateSqliteError,
  UniqueViolation,
} from "../../../lib/platform/database/errors.ts";

const sqlite = (errcode: number, message = "") => translateSqliteError(Object.assign(new Error(message), { errcode }));
const postgres = (fields: object, message = "") => translatePostgresError(Object.assign(new Error(message), fields));
const codeOf = (error: unknown) => error instanceof AppError ? error.code : "as it was";

Deno.test("a taken key is one on both engines", () => {
  for (const code of [2067, 1555]) {
    const error = sqlite(code, "UNIQUE constraint failed: accounts.email_key");
    expect(error).toBeInstanceOf(UniqueViolation);
    expect(isTaken(error, "email_key")).toBe(true);
    expect(isTaken(error, "username_key")).toBe(false);
  }
  const error = postgres({ code: "23505", constraint: "accounts_email_key_key" });
  expect(isTaken(error, "email_key")).toBe(true);
  expect(isTaken(new Error("email_key"), "email_key")).toBe(false);
});

Deno.test("what belongs to nothing is told so on both engines, and only that", () => {
  for (const error of [sqlite(787), postgres({ code: "23503" })]) {
    expect(codeOf(goneMeanwhile(error))).toBe("not_found");
  }
  for (const error of [sqlite(2067), postgres({ code: "23505" }), new Error("gone")]) {
    expect(goneMeanwhile(error)).toBeNull();
  }
});

Deno.test("a file that cannot be used now is unavailable: busy, locked, read-only, i/o, full, cannot open", () => {
  for (const code of [5, 6, 8, 10, 13, 14, 261, 778]) expect(codeOf(sqlite(code))).toBe("unavailable");
  for (const code of [1, 19]) expect(codeOf(sqlite(code))).toBe("as it was");
});

Deno.test("a PostgreSQL that is away, full, stopping or deadlocked is unavailable", () => {
  for (const code of ["08006", "53300", "57P01", "58000", "40001", "40P01", "55P03", "25P03"]) {
    expect(codeOf(postgres({ code }))).toBe("unavailable");
  }
  for (const code of ["42601", "22021"]) expect(codeOf(postgres({ code }))).toBe("as it was");
});

Deno.test("a socket or a pool that fails is unavailable", () => {
  for (const code of ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT"]) {
    expect(codeOf(postgres({ code }))).toBe("unavailable");
  }
  for (
    const message of [
      "Connection terminated unexpectedly",
      "timeout exceeded when trying to connect",
      "Query read timeout",
      "Client has encountered a connection error and is not queryable",
    ]
  ) expect(codeOf(postgres({}, message))).toBe("unavailable");
  expect(codeOf(postgres({}, "a bug of ours"))).toBe("as it was");
});

Deno.test("what is no error passes", () => {
  expect(translateSqliteError("text")).toBe("text");
  expect(translatePostgresError(null)).toBeNull();
});
