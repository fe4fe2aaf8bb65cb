/** What a module's SQL text says, as far as the core has to know: its statements, placeholders, answer and new tables. */
import type { Engine } from "../../platform/database/database.ts";
import { parseSql, type SqlToken } from "./sql_tokens.ts";

const MAIN_VERBS = ["SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE", "MERGE"];
const ROW_VERBS = ["SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "PRAGMA"];
/** Statements that begin or end what is the core's. */
const CONTROL_VERBS = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE"];

/** The statements of a text, without empty ones. A trigger's body belongs to its statement. */
export function splitStatements(sql: string, engine: Engine): string[] {
  return statementsOf(parseSql(sql, engine)).map(textOf);
}

/**
 * The one statement of a text, in tokens, without its semicolon.
 * @throws {Error} for none, for several, and for `commit` and the like
 */
export function parseStatement(sql: string, engine: Engine): SqlToken[] {
  const statements = statementsOf(parseSql(sql, engine));
  const [statement] = statements;
  if (statement === undefined || statements.length > 1) {
    throw new Error(`Could not run the SQL: it has ${statements.length} statements, one is needed`);
  }
  const verb = firstWord(statement);
  if (CONTROL_VERBS.includes(verb)) {
    throw new Error(`Could not run ${verb}: transactions are begun and ended by the core`);
  }
  return statement;
}

export function textOf(tokens: readonly SqlToken[]): string {
  return tokens.map((token) => token.text).join("");
}

/** What the statement does: behind a `WITH`, the statement that it belongs to. */
export function verbOf(tokens: readonly SqlToken[]): string {
  const first = firstWord(tokens);
  if (first !== "WITH") return first;
  const main = tokens.find((token) => token.depth === 0 && MAIN_VERBS.includes(wordOf(token)));
  return main === undefined ? first : wordOf(main);
}

/** True for a statement whose answer is rows. */
export function givesRows(tokens: readonly SqlToken[]): boolean {
  return ROW_VERBS.includes(verbOf(tokens)) ||
    tokens.some((token) => token.depth === 0 && wordOf(token) === "RETURNING");
}

/** The tables that a statement makes, in lower case; temporary ones belong to nobody. */
export function newTables(tokens: readonly SqlToken[]): string[] {
  const significant = tokens.filter((token) => token.kind !== "space");
  const words = significant.map(wordOf);
  const renamed = words[0] === "ALTER" && words[1] === "TABLE" ? indexOfPair(words, "RENAME", "TO") : -1;
  if (renamed >= 0) return [nameAt(significant, renamed + 2)];
  const table = words.indexOf("TABLE");
  const isNew = words[0] === "CREATE" && table > 0 && table <= 2 && !words[1]?.startsWith("TEMP");
  if (!isNew) return [];
  return [nameAt(significant, words[table + 1] === "IF" ? table + 4 : table + 1)];
}

function statementsOf(tokens: readonly SqlToken[]): SqlToken[][] {
  const statements: SqlToken[][] = [];
  let current: SqlToken[] = [];
  let blocks = 0;
  const finish = () => {
    const trimmed = trim(current);
    if (trimmed.length > 0) statements.push(trimmed);
    current = [];
    blocks = 0;
  };
  for (const token of tokens) {
    if (token.kind === "end" && token.depth === 0 && blocks === 0) {
      finish();
      continue;
    }
    current.push(token);
    const word = wordOf(token);
    // Only CREATE TRIGGER, FUNCTION and PROCEDURE hold blocks; elsewhere CASE … END has no semicolons inside.
    const opens = blocks === 0 ? word === "BEGIN" && firstWord(current) === "CREATE" : ["BEGIN", "CASE"].includes(word);
    if (opens) blocks++;
    else if (word === "END" && blocks > 0) blocks--;
  }
  finish();
  return statements;
}

function trim(tokens: readonly SqlToken[]): SqlToken[] {
  const first = tokens.findIndex((token) => token.kind !== "space");
  const last = tokens.findLastIndex((token) => token.kind !== "space");
  return first < 0 ? [] : tokens.slice(first, last + 1);
}

function firstWord(tokens: readonly SqlToken[]): string {
  const first = tokens.find((token) => token.kind === "word");
  return first === undefined ? "" : wordOf(first);
}

function wordOf(token: SqlToken): string {
  return token.kind === "word" ? token.text.toUpperCase() : "";
}

function indexOfPair(words: readonly string[], first: string, second: string): number {
  return words.findIndex((word, index) => word === first && words[index + 1] === second);
}

/** The name that begins at `index`, without the schema before a dot. */
function nameAt(tokens: readonly SqlToken[], index: number): string {
  const name = tokens[index + 1]?.text === "." ? tokens[index + 2] : tokens[index];
  if (name === undefined) return "";
  const text = name.kind === "name" ? name.text.slice(1, -1) : name.text;
  return text.toLowerCase();
}
