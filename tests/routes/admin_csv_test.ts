import { parse } from "csv-parse/sync";
import { expect } from "expect";
import { Hono } from "hono";
import { z } from "zod";
import { staticOperator } from "../../lib/domain/operators/operator.ts";
import type { Database } from "../../lib/platform/database/database.ts";
import { answerCsv } from "../../routes/admin/csv.ts";
import type { HttpEnv } from "../../routes/http.ts";
import { addAccount } from "../support/accounts.ts";
import { createTestCore } from "../support/core_services.ts";
import { eachDatabase, withDatabase } from "../support/test_database.ts";
import { adminOn } from "./admin_setup.ts";

const rowsOf = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true });

async function addBans(database: Database, reasons: readonly string[]): Promise<void> {
  for (let at = 0; at < reasons.length; at += 500) {
    await database.write.insertInto("bans").values(
      reasons.slice(at, at + 500).map((reason, index) => ({
        kind: "ip" as const,
        value: `10.${at >> 8}.${index >> 8}.${index & 255}`,
        reason,
        until: null,
        created_at: 0,
        created_by: "admin",
        lifted_at: null,
        automatic: 0 as const,
      })),
    ).execute();
  }
}

const HOSTILE: readonly (readonly [reason: string, cell: string])[] = [
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\tx", "'\tx"],
  ["\rx", "'\rx"],
  ['=1,"2"', `'=1,"2"`],
  ['a "word", a comma', 'a "word", a comma'],
  ["two\r\nlines", "two\r\nlines"],
  ["one\nline", "one\nline"],
  ["Grüße, 日本 👾", "Grüße, 日本 👾"],
  ["1=1", "1=1"],
  ["' already", "' already"],
];

eachDatabase("a list is a file that spreadsheets open as what it says, and never run", async (database) => {
  const { admin } = await adminOn(database);
  await addBans(database, HOSTILE.map(([reason]) => reason));
  const { status, headers, text } = await admin("GET", "/bans?format=csv&state=active");
  expect([status, headers.get("content-type"), headers.get("content-disposition"), headers.get("cache-control")])
    .toEqual([200, "text/csv; charset=utf-8", 'attachment; filename="bans-2026-01-01.csv"', "no-store"]);
  expect(rowsOf(text).map(({ reason }) => reason)).toEqual(HOSTILE.map(([, cell]) => cell).toReversed());
  expect(text).toContain('"\'=1,""2"""');
  expect(text.split("\r\n").at(-1)).toBe("");
  expect(rowsOf(text)[0]).toEqual({
    id: String(HOSTILE.length),
    kind: "ip",
    value: "10.0.0.12",
    reason: "' already",
    until: "",
    createdAt: "1970-01-01T00:00:00.000Z",
    createdBy: "admin",
    automatic: "false",
    note: "",
    liftedAt: "",
    liftedBy: "",
    liftReason: "",
    changes: "",
  });
});

eachDatabase("a file has every row, whatever the limit", async (database) => {
  const { admin } = await adminOn(database);
  await addBans(database, Array.from({ length: 1_234 }, (_, index) => `reason ${index}`));
  const { text } = await admin("GET", "/bans?format=csv&limit=1");
  const rows = rowsOf(text);
  expect(rows.map(({ reason }) => reason)).toEqual(
    Array.from({ length: 1_234 }, (_, index) => `reason ${1_233 - index}`),
  );
  expect((await admin("GET", "/bans?format=json&limit=1")).json.items).toHaveLength(1);
  expect((await admin("GET", "/bans?format=xml")).status).toBe(422);
  expect((await admin("GET", "/servers?format=csv")).status).toBe(422);
});

eachDatabase(
  "accounts, trail and audit are files by the same filters, and who took one is audited",
  async (database) => {
    const { core, admin } = await adminOn(database);
    const { id } = await core.register("ada");
    await core.register("bob");
    const origin = { door: "slime", address: "203.0.113.77", macAddress: "00:11:22:33:44:55" };
    await core.accounts.logIn({ username: "ada", password: "correct horse", origin }, () => Promise.resolve());
    await admin("POST", `/accounts/${id}/suspensions`, { reason: "=1+1" });
    await core.trail.flush();
    const accounts = rowsOf((await admin("GET", "/accounts?format=csv&search=ada&limit=5")).text);
    expect(accounts).toHaveLength(1);
    expect(accounts[0]).toMatchObject({ id: String(id), username: "ada", status: "banned", macs: "00:11:22:33:44:55" });
    expect(JSON.parse(accounts[0]!["suspensions"]!)).toMatchObject([{ reason: "=1+1" }]);
    expect(rowsOf((await admin("GET", "/accounts?format=csv&sort=username")).text).map(({ username }) => username))
      .toEqual(["ada", "bob"]);
    const trail = rowsOf((await admin("GET", "/trail?format=csv&result=succeeded&address=203.0.113.0/24")).text);
    expect(trail).toMatchObject([{ door: "slime", account: String(id), result: "succeeded", rule: "" }]);
    const bans = rowsOf((await admin("GET", "/audit?format=csv&action=account.ban")).text);
    expect(bans).toMatchObject([{ action: "account.ban", actor: "admin", account: String(id), reason: "'=1+1" }]);
    const { items } = (await admin("GET", "/audit?action=export.create")).json;
    expect(items.map(({ actor, reason }: { actor: string; reason: string }) => [actor, reason])).toEqual([
      ["admin", "audit?action=account.ban"],
      ["admin", "trail?result=succeeded&address=203.0.113.0%2F24"],
      ["admin", "accounts?sort=username"],
      ["admin", "accounts?search=ada"],
    ]);
    expect((await admin("GET", "/accounts?format=csv&after=x")).status).toBe(422);
    expect((await admin("GET", "/audit?action=export.create")).json.items).toHaveLength(4);
  },
);

eachDatabase("a file needs exports.read, and a session that was proven a moment ago", async (database) => {
  const { core, call, admin } = await adminOn(database);
  const { id, token: bearer } = await core.register("helper");
  await addAccount(database, "player_1");
  const asRole = (role: "support" | "moderator") => admin("PATCH", `/accounts/${id}`, { role });
  const take = async () => {
    const answers = [];
    for (const list of ["accounts", "trail", "bans", "audit"]) {
      const { status, json } = await call("GET", `/admin/api/${list}?format=csv`, { bearer });
      answers.push(json === null ? status : [status, json.code, json.permission]);
    }
    return answers;
  };
  await asRole("support");
  expect(await take()).toEqual(Array(4).fill([403, "forbidden", "exports.read"]));
  await asRole("moderator");
  expect(await take()).toEqual(Array(4).fill(200));
  core.clock.advance(10 * 60_000);
  expect(await take()).toEqual(Array(4).fill([403, "confirmation_required", undefined]));
  expect((await call("GET", "/admin/api/bans", { bearer })).status).toBe(200);
});

/** A list of rows without an end, that tells how many pages were read of it. */
async function endlessOn(database: Database) {
  const core = await createTestCore(database);
  const app = new Hono<HttpEnv>();
  let pages = 0;
  const row = z.object({ id: z.int() });
  const readPage = ({ after = 0, limit }: { readonly after: number | undefined; readonly limit: number }) => {
    pages++;
    return Promise.resolve({
      items: Array.from({ length: limit }, (_, index) => ({ id: after + index + 1 })),
      next: after + limit,
    });
  };
  app.get("/", (c) => {
    c.set("actor", staticOperator("192.0.2.9"));
    return answerCsv(c, core, { name: "numbers", row, after: undefined, readPage });
  });
  return { core, app, pages: () => pages };
}

Deno.test("a file ends after a million rows", async () => {
  await withDatabase("sqlite", async (database) => {
    const { core, app } = await endlessOn(database);
    const text = await (await app.request("/")).text();
    const rows = text.split("\r\n");
    expect([rows.length, rows[1], rows.at(-2), rows.at(-1)]).toEqual([1_000_002, "1", "1000000", ""]);
    await core.close();
  });
});

Deno.test("a file begins with a byte order mark, and no page of it is read before somebody wants it", async () => {
  await withDatabase("sqlite", async (database) => {
    const { core, app, pages } = await endlessOn(database);
    const reader = (await app.request("/")).body!.getReader();
    const { value } = await reader.read();
    expect([...value!.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(pages()).toBe(1);
    await reader.read();
    expect(pages()).toBe(2);
    await reader.cancel();
    await core.close();
  });
});
