/** Whatever leads to the rows of a list, it has those that the filter fits: as the live stream judges them one by one. */
import { expect } from "expect";
import { fits, listTrail, type TrailFilter } from "../../../lib/domain/trail/trail_list.ts";
import { parseCidr } from "../../../lib/platform/addresses/cidr.ts";
import { eachDatabase } from "../../support/test_database.ts";

const AT = Date.parse("2026-01-01T00:00:00Z");

const FILTERS: readonly TrailFilter[] = [
  {},
  { account: 3 },
  { name: "Name2" },
  { mac: "00:1a:2b:3c:4d:05" },
  { address: parseCidr("10.0.0.3")! },
  { address: parseCidr("10.0.0.0/30")! },
  { address: parseCidr("0.0.0.0/0")! },
  { door: "slime" },
  { result: "refused" },
  { rule: "mac.ban" },
  { from: new Date(AT + 100_000) },
  { to: new Date(AT + 400_000) },
];

eachDatabase("a list has what its filter fits, newest first, for each two filters together", async (database) => {
  await database.write.insertInto("login_trail").values(Array.from({ length: 240 }, (_, n) => {
    const rule = [null, "password", "mac.ban", "address.attempts"][n % 4]!;
    return {
      // Two instances write behind one another: the times are not in the order of the ids.
      at: AT + n * 3_000 - (n % 5) * 10_000,
      door: ["http", "slime", "wildstar_sts"][n % 3]!,
      address: `10.0.0.${n % 11}`,
      address_key: `40a0000${(n % 11).toString(16).padStart(2, "0")}`,
      account_id: n % 7 === 0 ? null : n % 7,
      name: `Name${n % 6}`,
      name_key: `name${n % 6}`,
      result: rule === null ? "succeeded" as const : rule === "password" ? "failed" as const : "refused" as const,
      rule,
      mac_key: n % 2 === 0 ? null : `001a2b3c4d0${n % 9}`,
      instance: "i",
      count: 1,
    };
  })).execute();
  const rows = await database.read.selectFrom("login_trail").selectAll().orderBy("id", "desc").execute();
  for (const one of FILTERS) {
    for (const other of FILTERS) {
      const filter = { ...one, ...other };
      const expected = rows.filter((row) => fits(row, filter)).map(({ id }) => id);
      const { items } = await listTrail(database, { ...filter, limit: 300 });
      expect([filter, items.map(({ id }) => id)]).toEqual([filter, expected]);
    }
  }
});
