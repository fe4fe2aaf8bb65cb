import { expect } from "expect";
import { openCsvSource } from "../../../lib/imports/source/csv_source.ts";

async function read(text: string, columns: readonly string[]): Promise<(string | null)[][]> {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  try {
    await Deno.writeTextFile(path, text);
    const source = await openCsvSource(path);
    const rows: (string | null)[][] = [];
    for await (const handful of source.rows("csv", columns)) {
      rows.push(...handful.map((row) => row.map((cell) => cell === null ? null : new TextDecoder().decode(cell))));
    }
    expect(await source.count("csv")).toBe(rows.length);
    return rows;
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("lines without a quote and what stands behind the first quote are read alike, over every border", async () => {
  const plain = Array.from({ length: 6_000 }, (_, index) => [`${index}`, `player_${index}`, "x".repeat(index % 40)]);
  const quoted = plain.map(([id, name, rest]) => [id!, `${name}, "the\nsecond"`, rest!]);
  const lines = [
    ...plain.map((row) => row.join(",")),
    ...quoted.map(([id, name, rest]) => `${id},"${name!.replaceAll('"', '""')}",${rest}`),
  ];
  const expected = [...plain, ...quoted].map(([id, name, rest]) => [rest === "" ? null : rest!, id!, name!]);
  for (const end of ["\n", "\r\n"]) {
    expect(await read(`id,name,rest${end}${lines.join(end)}${end}`, ["rest", "id", "name"])).toEqual(expected);
  }
});

Deno.test("empty lines are none, the last line needs no end, and a carriage return may be one", async () => {
  expect(await read("id,name\n\n1,a\r\n\r\n2,\n3", ["id", "name"])).toEqual([["1", "a"], ["2", null], ["3", null]]);
  expect(await read("id,name\r1,a\r2,b\r", ["name"])).toEqual([["a"], ["b"]]);
  expect(await read("id,name\n", ["name"])).toEqual([]);
  await expect(read("", ["id"])).rejects.toThrow("it is empty");
});

Deno.test("what breaks RFC 4180 is said with its line, and without the cell", async () => {
  const before = "1,a\n".repeat(40_000);
  for (const broken of ['2,SECRET"\n', '2,"SECRET" x\n', '2,"SECRET']) {
    const error = await read(`id,name\n${before}${broken}`, ["id"]).then(() => new Error("none"), (error) => error);
    expect(error.message).toMatch(/^Could not read .* at line 40002: /);
    expect(error.message).not.toContain("SECRET");
  }
  await expect(read("id\n1\n", ["id", "name"])).rejects.toThrow("it lacks name. Needed: id, name. There: id");
});
