import { expect } from "expect";
import type { Engine } from "../../../lib/platform/database/database.ts";
import { createModuleQuery } from "../../../lib/modules/sql/module_query.ts";

const ENGINES: readonly Engine[] = ["sqlite", "postgres"];

function bound(sql: string, parameters: readonly unknown[], engine: Engine) {
  const { sql: text, parameters: values } = createModuleQuery(sql, parameters, engine);
  return [text, values];
}

Deno.test("question marks become what the engine knows", () => {
  const sql = "SELECT * FROM a WHERE b = ? AND c IN (?, ?)";
  expect(bound(sql, [1, 2, 3], "sqlite")).toEqual([sql, [1, 2, 3]]);
  expect(bound(sql, [1, 2, 3], "postgres")).toEqual(["SELECT * FROM a WHERE b = $1 AND c IN ($2, $3)", [1, 2, 3]]);
});

Deno.test("numbered placeholders may come in any order, and twice", () => {
  const sql = "select $2, $1, $2";
  expect(bound(sql, ["a", "b"], "sqlite")).toEqual(["select ?, ?, ?", ["b", "a", "b"]]);
  expect(bound(sql, ["a", "b"], "postgres")).toEqual([sql, ["a", "b"]]);
});

Deno.test("question marks in strings, names, comments and dollar quotes stay what they are", () => {
  const sql = `select '?''$1', "?", a$1 /* ? */ from b where c = ? -- ?`;
  expect(bound(sql, [1], "sqlite")).toEqual([`select '?''$1', "?", a$1 /* ? */ from b where c = ?`, [1]]);
  expect(bound(sql, [1], "postgres")).toEqual([`select '?''$1', "?", a$1 /* ? */ from b where c = $1`, [1]]);
  expect(bound("select $$?$$, $x$ $1 $x$, ?::text, a[?]", [1, 2], "postgres"))
    .toEqual(["select $$?$$, $x$ $1 $x$, $1::text, a[$2]", [1, 2]]);
});

Deno.test("PostgreSQL's operators with a question mark can be written", () => {
  expect(bound("select a ?? 'b' and c = ?", [1], "postgres")).toEqual(["select a ? 'b' and c = $1", [1]]);
  expect(bound("select a ? 'b' and c = $1", [1], "postgres")).toEqual(["select a ? 'b' and c = $1", [1]]);
});

Deno.test("placeholders and values must fit", () => {
  for (const engine of ENGINES) {
    expect(() => bound("select ?", [], engine)).toThrow("1 placeholders, and 0 values");
    expect(() => bound("select ?", [1, 2], engine)).toThrow("1 placeholders, and 2 values");
    expect(() => bound("select $2", [1], engine)).toThrow("2 placeholders, and 1 values");
    expect(() => bound("select $0", [], engine)).toThrow("placeholders");
  }
  expect(() => bound("select ?, $1", [1], "sqlite")).toThrow("both");
});

Deno.test("values that an engine would misread are refused by their place", () => {
  for (const engine of ENGINES) {
    for (const value of [undefined, NaN, Infinity, new Date(0), {}, [1]]) {
      expect(() => bound("select ?, ?", [1, value], engine)).toThrow("value 2 is");
    }
    expect(bound("select ?", [null], engine)[1]).toEqual([null]);
  }
  expect(bound("select ?, ?", [true, false], "sqlite")[1]).toEqual([1, 0]);
  expect(bound("select ?, ?", [true, false], "postgres")[1]).toEqual([true, false]);
});

Deno.test("an insert asks for its row, behind everything that is no comment", () => {
  for (const engine of ENGINES) {
    expect(bound("insert into a (b) values (1); -- done", [], engine)[0])
      .toBe("insert into a (b) values (1) returning *");
    expect(bound("with x as (select 1) insert into a select * from x", [], engine)[0])
      .toBe("with x as (select 1) insert into a select * from x returning *");
    for (const sql of ["insert into a (b) values (1) returning b", "with x as (select 1) select * from x"]) {
      expect(bound(sql, [], engine)[0]).toBe(sql);
    }
  }
});
