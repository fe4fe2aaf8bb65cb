/** The lint rule against forgotten awaits, run as `deno lint` runs it. */
import { expect } from "expect";
import plugin from "../../lib/lint/plugin.ts";

/** What is complained of, as it stands in the source. */
function complaints(source: string): string[] {
  return Deno.lint.runPlugin(plugin, "mod.ts", source).map(({ range: [from, to] }) => source.slice(from, to));
}

Deno.test("a query, a change of data or a builder that nobody waits for is found, with its place", () => {
  for (
    const [source, found] of [
      ["db.query('select 1');", "db.query('select 1')"],
      ["async () => { context.db.query('select 1') }", "context.db.query('select 1')"],
      ["const [rows] = db.query('select 1');", "db.query('select 1')"],
      ["changeData((data) => data);", "changeData((data) => data)"],
      ["context.characters.changeData(1, f);", "context.characters.changeData(1, f)"],
      ["db.kysely.insertInto('a').values({}).execute();", "db.kysely.insertInto('a').values({}).execute()"],
    ] as const
  ) expect(complaints(source)).toEqual([found]);
});

Deno.test("what is awaited, returned, kept, caught or said to be left alone is not", () => {
  for (
    const source of [
      "await db.query('select 1');",
      "const [rows] = await db.query('select 1');",
      "const later = db.query('select 1');",
      "const f = () => db.query('select 1');",
      "function f() { return db.query('select 1'); }",
      "db.query('select 1').catch(() => {});",
      "void db.query('select 1');",
      "await Promise.all([db.query('select 1')]);",
      "url.query('x'); command.execute(); urls.create();",
      "map.update(1);",
    ]
  ) expect(complaints(source)).toEqual([]);
});
