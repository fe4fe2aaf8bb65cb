import { expect } from "expect";
import { gatherLatest, gatherWords } from "../../../lib/imports/readers/by_account.ts";
import type { Row } from "../../../lib/imports/source/row.ts";

/** Rows of two columns, in handfuls. */
async function* rowsOf(pairs: readonly (readonly [key: string | null, value: string])[]): AsyncIterable<Row[]> {
  for (let from = 0; from < pairs.length; from += 700) {
    yield pairs.slice(from, from + 700).map(([key, value]) => ({
      text: (column) => column === "key" ? key : value,
      bytes: () => null,
    }));
    await Promise.resolve();
  }
}

const keyOf = (row: Row) => row.text("key");
const valueOf = (row: Row) => row.text("value");

Deno.test("each of thousands of accounts has its own words, in their order, and a stranger none", async () => {
  const pairs = Array.from({ length: 30_000 }, (_, index) => [`user ${index % 10_000}`, `word ${index % 7}`] as const);
  const words = await gatherWords(
    rowsOf([...pairs, [null, "x"], ["nobody", "none"]]),
    keyOf,
    (row) => valueOf(row) === "none" ? null : valueOf(row),
  );
  for (let user = 0; user < 10_000; user++) {
    const own = [user, user + 10_000, user + 20_000].map((index) => `word ${index % 7}`);
    expect(words.get(`user ${user}`)).toEqual(own);
  }
  for (const key of ["user 10000", "nobody", ""]) expect(words.get(key)).toEqual([]);
});

Deno.test("of each account the latest time is kept, in whatever order they come", async () => {
  const pairs = Array.from(
    { length: 9_000 },
    (_, index) => [`${index % 3_000}`, `${(index * 7_919) % 9_000}`] as const,
  );
  const latest = await gatherLatest(rowsOf([...pairs, ["none", ""]]), keyOf, (row) => Number(valueOf(row)) || null);
  for (let user = 0; user < 3_000; user++) {
    const times = [user, user + 3_000, user + 6_000].map((index) => (index * 7_919) % 9_000);
    expect([user, latest.get(`${user}`)]).toEqual([user, Math.max(...times)]);
  }
  expect(latest.get("none")).toBeUndefined();
});
