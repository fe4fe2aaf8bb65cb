/**
 * Takes SQL text apart as far as is needed to find placeholders and ends of statements: never inside a string, a quoted
 * name or a comment. Lexical rules: https://www.postgresql.org/docs/15/sql-syntax-lexical.html and
 * https://www.sqlite.org/lang_expr.html, https://www.sqlite.org/lang_keywords.html.
 */
import type { Engine } from "../../platform/database/database.ts";

export interface SqlToken {
  readonly kind: "space" | "word" | "name" | "placeholder" | "end" | "other";
  readonly text: string;
  /** How many parentheses are open around it. */
  readonly depth: number;
}

const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const COMMON: readonly [SqlToken["kind"], RegExp][] = [
  ["space", /\s+|--[^\n]*/y],
  ["other", /'(?:[^']|'')*'/y],
  ["name", /"(?:[^"]|"")*"/y],
  ["other", /\d[\w.]*/y],
  ["end", /;/y],
];
const RULES: Readonly<Record<Engine, readonly [SqlToken["kind"], RegExp][]>> = {
  postgres: [
    ["other", /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y],
    ["other", /\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?\$\1\$/y],
    ["placeholder", /\$\d+/y],
    ["placeholder", /\?/y],
    ["word", WORD],
    ...COMMON,
  ],
  sqlite: [
    ["name", /`(?:[^`]|``)*`|\[[^\]]*\]/y],
    ["placeholder", /\$\d+/y],
    ["placeholder", /\?/y],
    ["word", WORD],
    ...COMMON,
  ],
};

/** @throws {SyntaxError} for a string, a quoted name or a comment without an end */
export function parseSql(sql: string, engine: Engine): SqlToken[] {
  const tokens: SqlToken[] = [];
  let depth = 0;
  for (let at = 0; at < sql.length;) {
    const { kind, text } = tokenAt(sql, at, engine);
    if (text === ")") depth = Math.max(0, depth - 1);
    tokens.push({ kind, text, depth });
    if (text === "(") depth++;
    at += text.length;
  }
  return tokens;
}

function tokenAt(sql: string, at: number, engine: Engine): Pick<SqlToken, "kind" | "text"> {
  if (sql.startsWith("/*", at)) return { kind: "space", text: blockComment(sql, at, engine) };
  // `??` stands for PostgreSQL's operator `?`, where `?` is a placeholder.
  if (sql.startsWith("??", at)) return { kind: "other", text: "??" };
  for (const [kind, rule] of RULES[engine]) {
    rule.lastIndex = at;
    const text = rule.exec(sql)?.[0];
    if (text !== undefined) return { kind, text };
  }
  const text = sql.charAt(at);
  if (text === "'" || text === '"') throw unterminated(sql, at);
  return { kind: "other", text };
}

/** PostgreSQL's comments nest, SQLite's do not. */
function blockComment(sql: string, start: number, engine: Engine): string {
  let open = 0;
  for (let at = start; at < sql.length; at++) {
    if (sql.startsWith("*/", at)) {
      at++;
      open--;
      if (open === 0) return sql.slice(start, at + 1);
    } else if (sql.startsWith("/*", at)) {
      if (open === 0 || engine === "postgres") open++;
      at++;
    }
  }
  throw unterminated(sql, start);
}

function unterminated(sql: string, at: number): SyntaxError {
  return new SyntaxError(`Could not read the SQL: no end to what begins with ${sql.slice(at, at + 20)}`);
}
