import { expect } from "expect";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createAuditArchive } from "../../../lib/domain/audit/archive.ts";
import { openArchiveFolder } from "../../../lib/domain/audit/archive_file.ts";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const NEVER = new AbortController().signal;

async function setUp(database: Database, options: { onMoved?: (entries: number) => void } = {}) {
  const path = await Deno.makeTempDir();
  const clock = createTestClock("2026-05-15T12:00:00Z");
  let moved = 0;
  const archiveOf = (database: Database) =>
    createAuditArchive({
      database,
      clock,
      audit: createAudit({ clock }),
      folder: openArchiveFolder(join(path, "audit")),
      keepMonths: 2,
      onMoved: (entries) => {
        moved += entries;
        options.onMoved?.(entries);
      },
    });
  return {
    folder: join(path, "audit"),
    run: archiveOf(database).run,
    runOn: (other: Database, signal: AbortSignal) => archiveOf(other).run(signal),
    moved: () => moved,
    /** One entry at each of these days. */
    async log(...days: string[]) {
      for (const day of days) {
        await database.write.insertInto("audit_log")
          .values({ at: Date.parse(`${day}Z`), action: "account.ban", actor: "admin", account_id: 7, reason: day })
          .execute();
      }
    },
    async left() {
      const rows = await database.read.selectFrom("audit_log").select("reason").where("action", "<>", "audit.archive")
        .orderBy("id").execute();
      return rows.map(({ reason }) => reason);
    },
    files: async () => (await Array.fromAsync(Deno.readDir(join(path, "audit")))).map(({ name }) => name).sort(),
    async read(name: string) {
      const bytes = await Deno.readFile(join(path, "audit", name));
      const lines = gunzipSync(bytes).toString().trimEnd().split("\n").map((line) => JSON.parse(line));
      return { sha256: createHash("sha256").update(bytes).digest("hex"), lines };
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

eachDatabase("months that are not kept go into files, each naming the one before it by its hash", async (database) => {
  await using t = await setUp(database);
  // The kept ones are those that run from March on; within a month the times decide, not the ids.
  await t.log(
    "2026-02-28T23:59:59.999",
    "2026-01-31T10:00",
    "2026-01-01T00:00",
    "2026-03-01T00:00",
    "2026-05-01T00:00",
  );
  await t.run(NEVER);
  expect(await t.files()).toEqual(["audit-2026-01.ndjson.gz", "audit-2026-02.ndjson.gz"]);
  const january = await t.read("audit-2026-01.ndjson.gz");
  const february = await t.read("audit-2026-02.ndjson.gz");
  expect(january.lines).toEqual([
    { archive: "audit_log", month: "2026-01", previous: null },
    {
      id: 3,
      at: "2026-01-01T00:00:00.000Z",
      action: "account.ban",
      actor: "admin",
      account: 7,
      door: null,
      address: null,
      name: null,
      reason: "2026-01-01T00:00",
    },
    expect.objectContaining({ id: 2, reason: "2026-01-31T10:00" }),
  ]);
  expect(february.lines).toEqual([
    {
      archive: "audit_log",
      month: "2026-02",
      previous: { name: "audit-2026-01.ndjson.gz", sha256: january.sha256 },
    },
    expect.objectContaining({ id: 1, at: "2026-02-28T23:59:59.999Z" }),
  ]);
  expect(await t.left()).toEqual(["2026-03-01T00:00", "2026-05-01T00:00"]);
  expect(t.moved()).toBe(3);

  // The log says itself what went where.
  const { items } = await createAudit({ clock: createTestClock() }).list(database.read, {
    action: "audit.archive",
    limit: 10,
  });
  expect(items.map(({ actor, reason }) => ({ actor, reason }))).toEqual([
    { actor: "system", reason: `1 entries in audit-2026-02.ndjson.gz, SHA-256 ${february.sha256}` },
    { actor: "system", reason: `2 entries in audit-2026-01.ndjson.gz, SHA-256 ${january.sha256}` },
  ]);

  // What is in no file stays, whoever asks; and nothing more goes by itself.
  await expect(database.write.deleteFrom("audit_log").execute()).rejects.toThrow("append-only");
  await t.run(NEVER);
  expect(await t.files()).toHaveLength(2);
  expect(await t.left()).toHaveLength(2);
});

eachDatabase("an entry of a month that lies in a file already gets a file of its own", async (database) => {
  await using t = await setUp(database);
  await t.log("2026-01-05T00:00");
  await t.run(NEVER);
  await t.log("2026-01-06T00:00");
  await expect(database.write.deleteFrom("audit_log").where("reason", "=", "2026-01-06T00:00").execute()).rejects
    .toThrow("append-only");
  await t.run(NEVER);
  const { lines: [heading, ...entries] } = await t.read("audit-2026-01-2.ndjson.gz");
  expect(heading.previous).toEqual({
    name: "audit-2026-01.ndjson.gz",
    sha256: (await t.read("audit-2026-01.ndjson.gz")).sha256,
  });
  expect(entries).toEqual([expect.objectContaining({ reason: "2026-01-06T00:00" })]);
  expect(await t.left()).toEqual([]);
});

eachDatabase("what was cut short in between is finished, from the file that is there", async (database) => {
  const stopping = new AbortController();
  await using t = await setUp(database, { onMoved: () => stopping.abort() });
  const rows = Array.from({ length: 450 }, (_, index) => ({
    at: Date.parse("2026-01-01T00:00Z") + index,
    action: "account.ban",
    actor: "admin",
  }));
  await database.write.insertInto("audit_log").values(rows).execute();
  await t.run(stopping.signal);
  expect(await t.left()).toHaveLength(250);
  await t.run(NEVER);
  expect(await t.left()).toEqual([]);
  expect(await t.files()).toEqual(["audit-2026-01.ndjson.gz"]);
  expect((await t.read("audit-2026-01.ndjson.gz")).lines).toHaveLength(1 + 450);
});

eachDatabase(
  "a file of which the database was not told any more is the one that it is told of next",
  async (database) => {
    const transaction = () => Promise.reject(new Error("as if killed"));
    await using t = await setUp(database);
    await t.log("2026-01-05T00:00");
    await expect(t.runOn({ ...database, transaction }, NEVER)).rejects.toThrow("as if killed");
    expect([await t.files(), await t.left()]).toEqual([["audit-2026-01.ndjson.gz"], ["2026-01-05T00:00"]]);
    await t.run(NEVER);
    expect([await t.files(), await t.left()]).toEqual([["audit-2026-01.ndjson.gz"], []]);
    // Another one of that name is left as it is.
    await Deno.writeTextFile(join(t.folder, "audit-2026-02.ndjson.gz"), "of before");
    await t.log("2026-02-05T00:00");
    await t.run(NEVER);
    expect(await Deno.readTextFile(join(t.folder, "audit-2026-02.ndjson.gz"))).toBe("of before");
    expect((await t.read("audit-2026-02-2.ndjson.gz")).lines[0].previous.name).toBe("audit-2026-01.ndjson.gz");
  },
);

eachDatabase("nothing goes whose file is gone or was changed, or cannot be written", async (database) => {
  const stopping = new AbortController();
  await using t = await setUp(database, { onMoved: () => stopping.abort() });
  await database.write.insertInto("audit_log").values(
    Array.from({ length: 450 }, () => ({ at: Date.parse("2026-01-01T00:00Z"), action: "account.ban", actor: "admin" })),
  ).execute();
  await Deno.writeTextFile(t.folder, "a file where the folder would be");
  await expect(t.run(NEVER)).rejects.toThrow();
  expect(await t.left()).toHaveLength(450);

  await Deno.remove(t.folder);
  await t.run(stopping.signal);
  const path = join(t.folder, "audit-2026-01.ndjson.gz");
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(path, bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1));
  await expect(t.run(NEVER)).rejects.toThrow("it is not what was written there");
  await Deno.remove(path);
  await expect(t.run(NEVER)).rejects.toThrow("only while their archive is there");
  expect(await t.left()).toHaveLength(250);
  await Deno.writeFile(path, bytes);
  await t.run(NEVER);
  expect(await t.left()).toEqual([]);
});
