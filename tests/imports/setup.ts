/** An import into a running test server, as the command makes it. */
import type { Cidr } from "../../lib/platform/addresses/cidr.ts";
import { createKeyDerivation } from "../../lib/platform/crypto/hkdf.ts";
import type { ImportOptions } from "../../lib/imports/plan/options.ts";
import { openSource } from "../../lib/imports/open_source.ts";
import { readers } from "../../lib/imports/readers/mod.ts";
import type { ReportLists } from "../../lib/imports/report/report.ts";
import { type ImportResult, runImport } from "../../lib/imports/run.ts";
import { createWyrtImports } from "../../lib/imports/writer/wyrt_characters.ts";
import { type Clock, systemClock } from "../../lib/platform/clock.ts";
import type { Database } from "../../lib/platform/database/database.ts";
import { systemRandom } from "../../lib/platform/random.ts";
import type { Source } from "../../lib/imports/source/source.ts";
import { TEST_MASTER_KEY, type TestServer } from "../support/test_server.ts";

export const SAMPLES = new URL("../vectors/imports/", import.meta.url).pathname;

export interface ImportSetup {
  readonly system: string;
  /** Files below the samples' folder, or URLs. */
  readonly sources: readonly [string, ...string[]];
  readonly options?: Partial<ImportOptions>;
  readonly isDryRun?: boolean;
  readonly signal?: AbortSignal;
  /** In place of the server's own. */
  readonly database?: Database;
  readonly clock?: Clock;
  /** Stands in for a source that was opened. */
  readonly wrapSource?: (source: Source) => Source;
  readonly trustedProxies?: readonly Cidr[];
}

export interface Imported extends ImportResult {
  readonly conflicts: readonly string[][];
  readonly skipped: readonly string[][];
  readonly renamed: readonly string[][];
}

export async function importInto(server: TestServer, setup: ImportSetup): Promise<Imported> {
  const system = readers.find(({ system, aliases }) => system === setup.system || aliases?.includes(setup.system))!;
  const lists = { conflicts: [] as string[][], skipped: [] as string[][], renamed: [] as string[][] };
  const into = setup.options?.into ?? null;
  const importer = into === null ? null : server.app.modules.importer(into, system.system);
  const characters = into !== null && importer !== null
    ? [{ gameId: into, ...importer }]
    : system.system === "wyrt"
    ? createWyrtImports(setup.options?.games ?? new Map(), into)
    : [];
  const open = (where: string) =>
    openSource(where.includes("://") ? where : where.startsWith("/") ? where : SAMPLES + where, {
      tables: [...system.tables, system.characterTable ?? "", ...characters.flatMap(({ tables }) => tables)],
      isPartial: setup.options?.isPartial ?? false,
      format: system.format ?? null,
      fields: system.fields ?? [],
      schema: system.schema ?? null,
    });
  const masterKey = Uint8Array.fromBase64(TEST_MASTER_KEY);
  const wrap = setup.wrapSource ?? ((source: Source) => source);
  const sources = (await Promise.all(setup.sources.map(open))).map(wrap);
  const collect: ReportLists = {
    conflict: (row) => void lists.conflicts.push([...row]),
    skipped: (row) => void lists.skipped.push([...row]),
    renamed: (row) => void lists.renamed.push([...row]),
  };
  try {
    const result = await runImport({
      system,
      sources: sources as never,
      isDryRun: setup.isDryRun ?? false,
      characters,
      options: {
        names: "rename",
        sameEmail: "separate",
        timezone: null,
        charset: "utf8",
        isPartial: false,
        label: system.system,
        into,
        games: new Map(),
        batch: 2_000,
        passwords: { fallbackKind: null, pepper: null, firebase: null },
        ...setup.options,
      },
    }, {
      masterKey,
      deriveKey: createKeyDerivation(masterKey),
      revocation: server.app.domain.revocation,
      games: server.app.games,
      trustedProxies: setup.trustedProxies ?? [],
      database: setup.database ?? server.database,
      clock: setup.clock ?? systemClock,
      random: systemRandom,
      lists: collect,
      progress: { report: () => {}, end: () => {} },
      signal: setup.signal ?? new AbortController().signal,
    });
    return { ...result, ...lists };
  } finally {
    for (const source of sources) await source.close();
  }
}
