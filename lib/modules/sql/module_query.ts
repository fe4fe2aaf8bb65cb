/** A module's query made ready for the engine at hand: placeholders, values, and what to make of the answer. */
import type { QueryResult } from "kysely";
import type { Engine } from "../../platform/database/database.ts";
import { givesRows, parseStatement, verbOf } from "./sql_statements.ts";
import type { SqlToken } from "./sql_tokens.ts";

/** What a change answers. */
interface ModuleChange {
  readonly affectedRows: number;
  /** The new row's `id`, when exactly one row was made and its table has such a column. */
  readonly insertId?: number;
}

interface ModuleQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly answer: (result: QueryResult<unknown>) => unknown[] | ModuleChange;
}

/**
 * `?` in order, or `$1`, `$2` by number; not both. Where `?` is used, `??` is PostgreSQL's own operator `?`.
 * @throws {Error} for several statements, `commit` and the like, and values that do not fit the placeholders
 */
export function createModuleQuery(sql: string, parameters: readonly unknown[], engine: Engine): ModuleQuery {
  const tokens = parseStatement(sql, engine);
  const bound = bind(tokens, parameters, engine);
  const verb = verbOf(tokens);
  if (givesRows(tokens)) return { ...bound, answer: (result) => result.rows };
  if (verb !== "INSERT" && verb !== "REPLACE") {
    // After a CREATE, SQLite still gives the count of the change before.
    const isChange = ["UPDATE", "DELETE", "MERGE"].includes(verb);
    return { ...bound, answer: (result) => ({ affectedRows: isChange ? Number(result.numAffectedRows ?? 0) : 0 }) };
  }
  // PostgreSQL knows no last id; asking both engines for the row makes them answer alike.
  return { ...bound, sql: `${bound.sql} returning *`, answer: insertAnswer };
}

function insertAnswer(result: QueryResult<unknown>): ModuleChange {
  const [row] = result.rows;
  const id = result.rows.length === 1 ? Reflect.get(Object(row), "id") : undefined;
  return { affectedRows: result.rows.length, ...(typeof id === "number" ? { insertId: id } : {}) };
}

function bind(tokens: readonly SqlToken[], parameters: readonly unknown[], engine: Engine) {
  const isNumbered = tokens.some((token) => token.kind === "placeholder" && token.text !== "?");
  const used: number[] = [];
  const text = tokens.map((token) => {
    if (token.text === "??") return isNumbered ? "??" : "?";
    if (token.kind !== "placeholder") return token.text;
    if (token.text === "?" && isNumbered) {
      if (engine === "postgres") return token.text; // the operator
      throw new Error("Could not run the SQL: it has both ? and $1 placeholders");
    }
    const number = token.text === "?" ? used.length + 1 : Number(token.text.slice(1));
    used.push(number);
    return engine === "postgres" ? `$${number}` : "?";
  }).join("");
  const highest = used.reduce((a, b) => Math.max(a, b), 0);
  if (highest !== parameters.length || used.includes(0)) {
    throw new Error(
      `Could not run the SQL: it has ${highest} placeholders, and ${parameters.length} values were given`,
    );
  }
  const values = parameters.map((value, index) => checkValue(value, index, engine));
  // SQLite's placeholders have no numbers here, so its values are given in the order of use.
  return { sql: text, parameters: engine === "postgres" ? values : used.map((number) => values[number - 1]) };
}

/** Both engines take these alike. */
function checkValue(value: unknown, index: number, engine: Engine): unknown {
  // PostgreSQL refuses it, and SQLite gives back what stands before it.
  if (typeof value === "string" && value.includes("\0")) {
    throw new TypeError(`Could not run the SQL: value ${index + 1} has a NUL, which no database keeps in text`);
  }
  if (typeof value === "boolean") return engine === "sqlite" ? Number(value) : value;
  const isPlain = value === null || typeof value === "string" || typeof value === "bigint" ||
    Number.isFinite(value) || value instanceof Uint8Array;
  if (!isPlain) {
    throw new TypeError(
      `Could not run the SQL: value ${index + 1} is ${
        describe(value)
      }; give null, text, a finite number, a boolean or bytes`,
    );
  }
  return value;
}

function describe(value: unknown): string {
  return typeof value === "number" ? String(value) : Array.isArray(value) ? "an array" : `of type ${typeof value}`;
}
