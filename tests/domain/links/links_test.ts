import { expect } from "expect";
import { createLinks, deleteExpiredLinks, type LinkData, type NewLink } from "../../../lib/domain/links/links.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { type Database, datedBy } from "../../../lib/platform/database/database.ts";
import { addAccount } from "../../support/accounts.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const MINUTE_MS = 60_000;

async function setUp(underlying: Database) {
  const clock = createTestClock();
  const database = datedBy(clock, underlying);
  const links = createLinks({ clock, random: systemRandom, baseUrl: "https://play.example.org/games" });
  const accountId = await addAccount(database, "ada");
  const issue = async (more: Partial<NewLink> = {}) => {
    const link: NewLink = { kind: "reset", accountId, ttlMs: 30 * MINUTE_MS, ...more };
    const { url } = await database.transaction((unit) => links.issue(unit, link));
    return { url, token: url.split("=")[1] ?? "" };
  };
  const use = (token: string) =>
    database.transaction(async (unit) => links.redeem(unit, await links.find(unit.db, "reset", token)));
  return { clock, database, links, accountId, issue, use };
}

eachDatabase("a link is good once, and the database does not know it", async (database) => {
  const { issue, use, links } = await setUp(database);
  const { url, token } = await issue({ data: { email: "ada@example.org" } });
  expect(url).toMatch(/^https:\/\/play\.example\.org\/games\/#reset=[A-Za-z0-9_-]{43}$/);
  expect(JSON.stringify(await database.read.selectFrom("links").selectAll().execute())).not.toContain(token);
  expect(await links.find(database.read, "reset", token)).toMatchObject({ data: { email: "ada@example.org" } });
  await use(token);
  expect(await codeOf(use(token))).toBe("invalid_link");
});

eachDatabase("of two uses at once one wins", async (database) => {
  const { issue, use } = await setUp(database);
  const { token } = await issue();
  const codes = await Promise.all([1, 2, 3, 4].map(() => codeOf(use(token))));
  expect(codes.toSorted()).toEqual(["invalid_link", "invalid_link", "invalid_link", "no error"]);
});

eachDatabase("unknown, of another kind, expired and replaced are all alike", async (database) => {
  const { clock, issue, links, use } = await setUp(database);
  const replaces = ({ isKept }: LinkData) => isKept !== true;
  const { token: kept } = await issue({ data: { isKept: true } });
  const { token: older } = await issue({ replaces });
  const { token } = await issue({ replaces });
  expect(await codeOf(use(kept))).toBe("no error");
  for (const bad of [older, "x", "A".repeat(43), `${token}=`, ""]) expect(await codeOf(use(bad))).toBe("invalid_link");
  expect(await codeOf(links.find(database.read, "verify", token))).toBe("invalid_link");
  clock.advance(30 * MINUTE_MS);
  expect(await codeOf(links.find(database.read, "reset", token))).toBe("invalid_link");
  expect(await deleteExpiredLinks(database, clock.now())).toBe(false);
  expect(await database.read.selectFrom("links").selectAll().execute()).toEqual([]);
});

eachDatabase("the fifth wrong code ends it", async (database) => {
  const { issue, links, use } = await setUp(database);
  const { token } = await issue();
  for (let count = 0; count < 5; count++) {
    const link = await links.find(database.read, "reset", token);
    await database.transaction((unit) => links.countWrongCode(unit, link));
  }
  expect(await codeOf(use(token))).toBe("invalid_link");
});

eachDatabase("a link that is not good yet says from when on", async (database) => {
  const { clock, issue, links } = await setUp(database);
  const validFrom = new Date(clock.now().getTime() + 10 * MINUTE_MS);
  const { token } = await issue({ validFrom });
  await expect(links.find(database.read, "reset", token)).rejects.toMatchObject({
    code: "too_early",
    details: { validFrom },
  });
  clock.advance(10 * MINUTE_MS);
  expect(await codeOf(links.find(database.read, "reset", token))).toBe("no error");
});
