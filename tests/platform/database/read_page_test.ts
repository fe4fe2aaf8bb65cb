import { expect } from "expect";
import { readPage } from "../../../lib/platform/database/read_page.ts";
import { mapPage } from "../../../lib/platform/page.ts";
import { eachDatabase } from "../../support/test_database.ts";

const TIMES = [1, 2, 3, 4, 5].map((at) => ({ at, action: "ban.create", actor: "admin" }));

eachDatabase("a list is read page by page, each behind the last one's key", async (database) => {
  const rows = await database.write.insertInto("audit_log").values(TIMES).returning("id").execute();
  const ids = rows.map(({ id }) => id).toSorted((a, b) => a - b);
  const select = database.read.selectFrom("audit_log").select(["id", "at"]);

  const first = await readPage(select, "id", "newest_first", { limit: 2 });
  expect(first).toEqual({ items: [{ id: ids[4], at: 5 }, { id: ids[3], at: 4 }], next: ids[3] });
  const second = await readPage(select, "id", "newest_first", { limit: 2, after: first.next! });
  expect(mapPage(second, ({ at }) => at)).toEqual({ items: [3, 2], next: ids[1] });
  const last = await readPage(select, "id", "newest_first", { limit: 2, after: second.next! });
  expect(mapPage(last, ({ at }) => at)).toEqual({ items: [1], next: null });
});

eachDatabase("a page that takes up the rest is the last one, in either order", async (database) => {
  await database.write.insertInto("audit_log").values(TIMES).execute();
  const select = database.read.selectFrom("audit_log").select(["id", "at"]);
  const page = await readPage(select, "id", "oldest_first", { limit: 5 });
  expect(mapPage(page, ({ at }) => at)).toEqual({ items: [1, 2, 3, 4, 5], next: null });
  expect(await readPage(select, "id", "oldest_first", { limit: 5, after: page.items.at(-1)!.id }))
    .toEqual({ items: [], next: null });
});
