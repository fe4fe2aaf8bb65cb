/** What may read much is read beside the loop, where the database is the embedded one: else every door would wait. */
import { expect } from "expect";
import { openAuditArchive } from "../../lib/app/audit_archive.ts";
import { createAudit } from "../../lib/domain/audit/audit.ts";
import type { Config } from "../../lib/platform/config/config.ts";
import type { Kernel } from "../../lib/platform/kernel/kernel.ts";
import { createMetrics } from "../../lib/platform/metrics/metrics.ts";
import { addAccount } from "../support/accounts.ts";
import { recordQueries } from "../support/recorded_queries.ts";
import { startTestServer, TEST_ADMIN_TOKEN } from "../support/test_server.ts";
import { createTestClock } from "../support/test_clock.ts";
import { eachDatabase } from "../support/test_database.ts";
import { withoutRead } from "../support/without_read.ts";

/** Lists, searches, counts and files of operators; each asks something of a table that grows. */
const LISTS = [
  "accounts?search=mar",
  "accounts?search=192.0.2.0/24",
  "accounts/1/related",
  "accounts/1/logins",
  "trail",
  "audit",
  "mails",
  "overview",
];
/** Of these tables nobody but operators and counts asks more than a row. */
const MUCH = /\b(audit_log|login_trail|account_macs|mails|account_suspensions)\b|accounts\.id as id|\bcount\(/;

Deno.test("lists of operators and counts are read on another thread than the loop's", async () => {
  const folder = await Deno.makeTempDir();
  try {
    using recording = recordQueries(); // on this thread
    await using server = await startTestServer({ env: { DATA_DIR: folder } });
    await addAccount(server.database, "mara");
    const ask = async (path: string) => {
      const answer = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}` } });
      return { status: answer.status, text: await answer.text() };
    };
    for (const list of LISTS) expect([list, (await ask(`/admin/api/${list}`)).status]).toEqual([list, 200]);
    expect((await ask("/metrics")).text).toContain("gatehouse_sessions 0");
    const onLoop = recording.queries().map(({ text }) => text).filter((text) => /^\s*select\b/i.test(text));
    expect(onLoop.length).toBeGreaterThan(10);
    expect(onLoop.filter((text) => MUCH.test(text))).toEqual([]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

eachDatabase("so are the months of the audit log that go into files", async (database) => {
  const archiveFolder = await Deno.makeTempDir();
  const clock = createTestClock("2026-05-15T12:00:00Z");
  const config = { audit: { keepMonths: 1, archiveFolder }, dataDir: "memory" } as Config;
  const parts = { config, database: withoutRead(database), clock, metrics: createMetrics() };
  const archive = openAuditArchive(parts as unknown as Kernel, createAudit({ clock }));
  await database.write.insertInto("audit_log").values({ at: 0, action: "account.ban", actor: "admin" }).execute();
  await archive?.run(new AbortController().signal);
  expect([...Deno.readDirSync(archiveFolder)].map(({ name }) => name)).toEqual(["audit-1970-01.ndjson.gz"]);
  await Deno.remove(archiveFolder, { recursive: true });
});
