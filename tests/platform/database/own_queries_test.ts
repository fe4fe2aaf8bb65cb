/** What the server asks by itself, each minute or at its start, and what a ban asks: by an index, at any size. */
import { expect } from "expect";
import { createCoreJobs } from "../../../lib/app/services/core_jobs.ts";
import { createAuditArchive } from "../../../lib/domain/audit/archive.ts";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { undoRun } from "../../../lib/imports/writer/undo.ts";
import { createSeats } from "../../../lib/domain/seats/seats.ts";
import { createRevocation } from "../../../lib/domain/revocation/revocation.ts";
import { endSessionsOfLastServer } from "../../../lib/domain/sessions/cleanup.ts";
import { createGameTokenEnds } from "../../../lib/domain/tokens/game_token_ends.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createEventHub } from "../../../lib/platform/database/events.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { createSessionCount } from "../../../lib/platform/metrics/session_count.ts";
import { addAccount } from "../../support/accounts.ts";
import { readsOf, wholeReadsOf } from "../../support/query_plans.ts";
import { recordQueries } from "../../support/recorded_queries.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { testEngines, withDatabase } from "../../support/test_database.ts";
import { unexplained } from "../../support/whole_reads.ts";

const clock = createTestClock();

async function count(lines: AsyncIterable<object>): Promise<number> {
  return (await Array.fromAsync(lines)).length;
}

async function askAll(database: Database): Promise<void> {
  const nothing = () => Promise.resolve();
  const auditArchive = createAuditArchive({
    database,
    clock,
    audit: createAudit({ clock }),
    folder: { write: async (name, lines) => ({ name, sha256: `${await count(lines)}` }), verify: nothing },
    keepMonths: 1,
    onMoved: () => {},
  });
  await database.write.insertInto("audit_log").values({ at: 0, action: "account.ban", actor: "admin" }).execute();
  const jobs = createCoreJobs(
    {
      database,
      clock,
      auditArchive,
      keyRotation: { rotateOld: () => Promise.resolve(null) },
      backups: { runScheduled: nothing },
      trailDays: 90,
      backupEveryHours: 0,
    } as unknown as Parameters<typeof createCoreJobs>[0],
  );
  for (const { run } of jobs) await run(new AbortController().signal);
  await loseSeatInGap(database);
  await createSessionCount({ database, clock })();
  await database.transaction(async (unit) => {
    await createRevocation().endSessionsOfMac(unit, "001122334455");
    await createGameTokenEnds().endOfServer(unit, "server");
  });
}

/** A seat that is lost while nothing is heard: after such a gap each instance asks for all who sit at it. */
async function loseSeatInGap(database: Database): Promise<void> {
  const accountId = await addAccount(database, "ada");
  await database.write.insertInto("sessions").values({
    id: "s",
    account_id: accountId,
    door: "ws",
    address: "192.0.2.1",
    created_at: 0,
    last_active_at: 0,
  }).execute();
  const hub = createEventHub(() => {});
  const seats = createSeats({ database: { ...database, events: hub }, clock, log: silentLog });
  const lost = Promise.withResolvers<void>();
  const holder = { holderId: "h", accountId, gameId: "slime", sessionId: "s", ended: () => lost.resolve() };
  await database.transaction((unit) => seats.take(unit, holder, { door: "ws" }));
  await endSessionsOfLastServer(database, clock);
  hub.gap();
  await lost.promise;
}

/** @returns the run that brought one account with one character */
async function importOne(database: Database): Promise<number> {
  const accountId = await addAccount(database, "mara");
  const character = { account_id: accountId, game_id: "g", name: "Mara", name_key: "mara", created_at: 0 };
  const { id: characterId } = await database.write.insertInto("characters").values(character).returning("id")
    .executeTakeFirstOrThrow();
  const run = { source: "csv", label: "old", started_at: 0, options: "{}" };
  const { id: runId } = await database.write.insertInto("import_runs").values(run).returning("id")
    .executeTakeFirstOrThrow();
  const row = { label: "old", foreign_id: "1", outcome: "new" as const, row_hash: new Uint8Array(32), run_id: runId };
  await database.write.insertInto("import_rows").values([
    { ...row, kind: "account", local_id: accountId, credential_version: 0 },
    { ...row, kind: "character", local_id: characterId, credential_version: null },
  ]).execute();
  return runId;
}

for (const engine of testEngines()) {
  Deno.test(`what the server asks by itself reads no table whole (${engine})`, async () => {
    using recording = recordQueries();
    await withDatabase(engine, async (database) => {
      const before = new Set(recording.queries());
      await askAll(database);
      const asked = recording.queries().filter((query) => !before.has(query));
      const whole = await wholeReadsOf(database, asked);
      expect(unexplained(whole)).toEqual([]);
      expect(asked.length).toBeGreaterThan(20);
    });
  });

  Deno.test(`an import is undone by indices, however much was imported before (${engine})`, async () => {
    using recording = recordQueries();
    await withDatabase(engine, async (database) => {
      const runId = await importOne(database);
      const before = new Set(recording.queries());
      expect(await undoRun(database, runId)).toMatchObject({ accounts: 1 });
      const steps: string[] = [];
      for (const query of recording.queries().filter((query) => !before.has(query))) {
        for (const read of await readsOf(database, query)) {
          if (read.whole) steps.push(`whole: ${read.step}: ${query.text}`);
          else if (read.table === "import_rows") steps.push(read.step);
        }
      }
      expect(steps.filter((step) => step.startsWith("whole"))).toEqual([]);
      if (engine === "sqlite") expect(steps).toContainEqual(expect.stringMatching(/import_rows_local .*local_id=\?/));
    });
  });

  Deno.test(`sessions that ran out, idle native ones and those of a MAC are ranges of an index (${engine})`, async () => {
    using recording = recordQueries();
    await withDatabase(engine, async (database) => {
      await askAll(database);
      const steps: string[] = [];
      for (const query of recording.queries().filter(({ text }) => /"sessions"/.test(text))) {
        for (const { step } of await readsOf(database, query)) steps.push(`${step}: ${query.text}`);
      }
      for (const index of ["sessions_expiry", "sessions_ended", "sessions_native", "sessions_mac"]) {
        expect(steps).toContainEqual(expect.stringMatching(new RegExp(`${index}\\b`)));
      }
    });
  });
}
