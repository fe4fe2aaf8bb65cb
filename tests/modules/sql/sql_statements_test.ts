import { expect } from "expect";
import fc from "fast-check";
import type { Engine } from "../../../lib/platform/database/database.ts";
import { newTables, parseStatement, splitStatements, textOf } from "../../../lib/modules/sql/sql_statements.ts";
import { parseSql } from "../../../lib/modules/sql/sql_tokens.ts";

const ENGINES: readonly Engine[] = ["sqlite", "postgres"];

Deno.test("tokens put together again are the text", () => {
  const pieces = [
    "select",
    " ",
    "?",
    "$1",
    "(",
    ")",
    ";",
    "'a;?'",
    '"b;?"',
    "-- c;?\n",
    "/* d;? */",
    "::",
    "1.5e3",
    "é",
  ];
  for (const engine of ENGINES) {
    fc.assert(fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
      const sql = parts.join("");
      expect(textOf(parseSql(sql, engine))).toBe(sql);
    }));
  }
});

Deno.test("statements end at a semicolon, but not inside strings, names, comments and parentheses", () => {
  const sql = `
    -- first; not an end
    create table a (b text default ';' /* ; */, "c;d" text);
    insert into a values ('it''s; fine'); ;
    create rule r as on insert to a do (select 1; select 2);
  `;
  for (const engine of ENGINES) {
    expect(splitStatements(sql, engine)).toEqual([
      `create table a (b text default ';' /* ; */, "c;d" text)`,
      `insert into a values ('it''s; fine')`,
      "create rule r as on insert to a do (select 1; select 2)",
    ]);
  }
  expect(splitStatements(" -- nothing\n;;/* at all */", "sqlite")).toEqual([]);
});

Deno.test("a trigger's body belongs to its statement", () => {
  const trigger = `create trigger t after update on a begin
    update a set b = case when b > 1 then 2 else 3 end;
    delete from c;
  end`;
  expect(splitStatements(`${trigger}; select 1`, "sqlite")).toEqual([trigger, "select 1"]);
});

Deno.test("PostgreSQL's own strings and nested comments hide semicolons, SQLite's brackets and backticks do", () => {
  const postgres = "do $body$ begin; end $body$; select E'\\';', $$;$$ /* a /* ; */ ; */; select 2";
  expect(splitStatements(postgres, "postgres")).toEqual([
    "do $body$ begin; end $body$",
    "select E'\\';', $$;$$",
    "select 2",
  ]);
  expect(splitStatements("select [a;b], `c;d`; select 2 /* a /* ; */; select 3", "sqlite"))
    .toEqual(["select [a;b], `c;d`", "select 2", "select 3"]);
});

Deno.test("what has no end is refused", () => {
  for (const sql of ["select 'a", 'select "a', "select 1 /* a", "select '''"]) {
    for (const engine of ENGINES) expect(() => splitStatements(sql, engine)).toThrow("no end");
  }
});

Deno.test("a query is exactly one statement, and begins or ends no transaction", () => {
  for (const engine of ENGINES) {
    expect(textOf(parseStatement(" select 1; -- done", engine))).toBe("select 1");
    for (const sql of ["", ";", "-- nothing", "select 1; select 2"]) {
      expect(() => parseStatement(sql, engine)).toThrow("one is needed");
    }
    for (const sql of ["commit", "BEGIN", "rollback to a", "/* x */ end", "savepoint a", "start transaction"]) {
      expect(() => parseStatement(sql, engine)).toThrow("by the core");
    }
  }
});

Deno.test("the tables that a statement makes are known by name, however it is written", () => {
  const tables = (sql: string) => newTables(parseSql(sql, "sqlite"));
  expect(tables("create table my_game_stats (id integer)")).toEqual(["my_game_stats"]);
  expect(tables("CREATE TABLE IF NOT EXISTS main . My_Game_Stats(id integer)")).toEqual(["my_game_stats"]);
  expect(tables('create /* a */ unlogged table "My_Game" as select 1')).toEqual(["my_game"]);
  expect(tables("create virtual table my_game_text using fts5(a)")).toEqual(["my_game_text"]);
  expect(tables("alter table a rename to b")).toEqual(["b"]);
  for (
    const sql of [
      "create temp table a (b integer)",
      "create index a on table_b (c)",
      "alter table a rename column b to c",
      "insert into a values ('create table b')",
      "drop table a",
    ]
  ) expect(tables(sql)).toEqual([]);
});
