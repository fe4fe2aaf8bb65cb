/** Commits of the embedded database: shared syncs, answers behind them, and what a failed one leaves. */
import { sql } from "kysely";
import { expect } from "expect";
import { systemClock } from "../../../lib/platform/clock.ts";
import { columnTypes } from "../../../lib/platform/database/column_types.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { migrate } from "../../../lib/platform/database/migrator.ts";
import { openSqlite } from "../../../lib/platform/database/sqlite.ts";
import { openWalFile, type WalFile } from "../../../lib/platform/database/wal_sync.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { coreHistory } from "../../../migrations/mod.ts";
import { codeOf } from "../../support/code_of.ts";

/** A disk that answers when the test says so. */
class SlowDisk implements WalFile {
  readonly #file: WalFile;
  #gate = Promise.withResolvers<void>();
  isHeld = false;
  failure: Error | null = null;
  syncs = 0;
  settled = 0;

  constructor(path: string) {
    this.#file = openWalFile(path);
  }

  async sync() {
    this.syncs += 1;
    if (this.isHeld) await this.#gate.promise;
    if (this.failure !== null) throw this.failure;
    await this.#file.sync();
  }

  settle() {
    this.#file.settle();
    this.settled += 1;
  }

  close() {
    this.#file.close();
  }

  hold() {
    this.isHeld = true;
    this.#gate = Promise.withResolvers();
  }

  letGo() {
    this.isHeld = false;
    this.#gate.resolve();
  }
}

async function withDisk(run: (database: Database, disk: SlowDisk) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/test.db`;
  const disk = new SlowDisk(path);
  const database = openSqlite({ path, clock: systemClock, log: silentLog, walFile: disk });
  try {
    await migrate(database, coreHistory(columnTypes("sqlite")));
    disk.syncs = 0;
    await run(database, disk);
  } finally {
    await database.close();
    await Deno.remove(folder, { recursive: true });
  }
}

const add = (database: Database, name: string) =>
  database.transaction(({ db }) => db.insertInto("settings").values({ name, value: Uint8Array.of(1) }).execute());

const namesIn = async (database: Database) =>
  (await database.read.selectFrom("settings").select("name").orderBy("name").execute()).map(({ name }) => name);

const turnOfLoop = () => new Promise<void>((resolve) => setTimeout(resolve));

Deno.test("transactions that come while the disk is busy share the next sync, and none is answered before it", () =>
  withDisk(async (database, disk) => {
    disk.hold();
    const answered: string[] = [];
    const first = add(database, "first").then(() => answered.push("first"));
    while (disk.syncs === 0) await turnOfLoop();
    const others = Array.from(
      { length: 20 },
      (_, index) => add(database, `${index}`).then(() => answered.push("other")),
    );
    while ((await namesIn(database)).length < 21) await turnOfLoop();
    expect([answered, disk.syncs]).toEqual([[], 1]);
    disk.letGo();
    await Promise.all([first, ...others]);
    expect([answered.length, disk.syncs]).toEqual([21, 2]);
  }));

Deno.test("a transaction that is undone, or only reads, waits for no disk", () =>
  withDisk(async (database, disk) => {
    disk.hold();
    const undone = database.transaction(async ({ db }) => {
      await db.insertInto("settings").values({ name: "a", value: Uint8Array.of(1) }).execute();
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    await database.transaction(({ db }) => db.selectFrom("settings").select("name").execute());
    expect([await namesIn(database), disk.syncs]).toEqual([[], 0]);
    disk.letGo();
  }));

Deno.test("a single statement waits for the disk, a volatile one does not", () =>
  withDisk(async (database, disk) => {
    await sql`insert into settings (name, value) values ('volatile', x'01')`.execute(database.volatile);
    expect(disk.syncs).toBe(0);
    await sql`insert into settings (name, value) values ('kept', x'01')`.execute(database.write);
    expect(disk.syncs).toBe(1);
    expect(await namesIn(database)).toEqual(["kept", "volatile"]);
  }));

Deno.test("news of a commit come once it is on the disk", () =>
  withDisk(async (database, disk) => {
    disk.hold();
    const heard: string[] = [];
    database.events.subscribe(({ type }) => heard.push(type));
    const change = database.transaction(async ({ db, publish }) => {
      await db.insertInto("settings").values({ name: "a", value: Uint8Array.of(1) }).execute();
      publish({ type: "servers_changed" });
    });
    while (disk.syncs === 0) await turnOfLoop();
    expect(heard).toEqual([]);
    disk.letGo();
    await change;
    expect(heard).toEqual(["servers_changed"]);
  }));

Deno.test("where the disk fails everybody who waits is told, and the next are kept without what may be lost", () =>
  withDisk(async (database, disk) => {
    disk.failure = new Error("Input/output error (os error 5)");
    const codes = await Promise.all(["a", "b"].map((name) => codeOf(add(database, name))));
    expect(codes).toEqual(["unavailable", "unavailable"]);
    expect(await codeOf(database.check())).toBe("unavailable");
    disk.failure = null;
    await add(database, "c");
    expect(disk.settled).toBeGreaterThan(0);
    await database.check();
    expect(await namesIn(database)).toContain("c");
  }));

Deno.test("the name of a log that was just made is on the disk before what is in it", async () => {
  const folder = await Deno.makeTempDir();
  const synced: string[] = [];
  const { open } = Deno;
  Deno.open = async (path, options) => {
    const file = await open(path, options);
    for (const way of ["sync", "syncData"] as const) {
      const sync = file[way].bind(file);
      file[way] = () => (synced.push(String(path)), sync());
    }
    return file;
  };
  const path = `${folder}/test.db`;
  const database = openSqlite({ path, clock: systemClock, log: silentLog });
  try {
    for (const name of ["a", "b"]) await sql`create table ${sql.table(name)} (x integer)`.execute(database.write);
    expect(synced).toEqual([folder, `${path}-wal`, `${path}-wal`]);
  } finally {
    Deno.open = open;
    await database.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a connection that is kept over several transactions takes its turn for each", () =>
  withDisk(async (database) => {
    await database.write.connection().execute(async (db) => {
      for (const name of ["a", "b"]) {
        await db.transaction().execute((inside) =>
          inside.insertInto("settings").values({ name, value: Uint8Array.of(1) }).execute()
        );
        await add(database, `between ${name}`);
      }
    });
    expect(await namesIn(database)).toEqual(["a", "b", "between a", "between b"]);
  }));
