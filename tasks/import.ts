/**
 * `deno task import <system> <source…>`: a community's accounts come in, with every player's password. Without `--apply`
 * it is a dry run, which reads everything and writes only the report. `docs/imports.md` is the guide.
 *
 * `--heap-growing-percent` in deno.json: V8 collects once its heap is 1.3 times what lived, in place of up to four times.
 * It costs a thirtieth of the time, and at a million accounts 150 MB less stand around.
 */
import {
  describeCommand,
  type ImportCommand,
  parseImportCommand,
  type RunArguments,
  UsageError,
} from "../lib/imports/command/arguments.ts";
import { parseHashConfig } from "../lib/imports/command/hash_config.ts";
import { openReportFiles } from "../lib/imports/report/files.ts";
import { createProgress } from "../lib/imports/report/progress.ts";
import { formatSummary } from "../lib/imports/report/terminal.ts";
import { ImportInterrupted, runImport } from "../lib/imports/run.ts";
import { openSource } from "../lib/imports/open_source.ts";
import type { Source } from "../lib/imports/source/source.ts";
import { undoRun } from "../lib/imports/writer/undo.ts";
import type { CharacterImport } from "../lib/imports/writer/characters.ts";
import { createWyrtImports } from "../lib/imports/writer/wyrt_characters.ts";
import { systemClock } from "../lib/platform/clock.ts";
import { type Config, loadConfig, systemSources } from "../lib/platform/config/config.ts";
import { createInlineHasher } from "../lib/platform/crypto/inline_hasher.ts";
import { createKeyDerivation } from "../lib/platform/crypto/hkdf.ts";
import { obtainMasterKey } from "../lib/platform/crypto/master_key.ts";
import { openDatabase, type OpenedDatabase } from "../lib/platform/database/open.ts";
import { silentLog } from "../lib/platform/log/log.ts";
import { systemRandom } from "../lib/platform/random.ts";

const kernel = { clock: systemClock, random: systemRandom, log: silentLog };

/** Done; with rows left out; refused, and nothing written; stopped midway. */
const EXIT = { done: 0, refused: 1, stopped: 2, skipped: 3 } as const;

const stop = new AbortController();
Deno.addSignalListener("SIGINT", () => {
  if (stop.signal.aborted) Deno.exit(EXIT.stopped);
  stop.abort();
  say("Ending after this batch. Once more ends at once.");
});

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function openApp(config: Config, opened: OpenedDatabase) {
  // Read once the command is one: a wrong word is answered at once.
  const [{ createApp }, { STATIC_FOLDER }, { builtInGames }] = await Promise.all([
    import("../lib/app/app.ts"),
    import("../lib/app/static_folder.ts"),
    import("../lib/games/mod.ts"),
  ]);
  const masterKey = obtainMasterKey({
    configured: config.masterKey?.reveal() ?? null,
    folder: opened.folder,
    random: systemRandom,
  });
  const app = await createApp({
    ...kernel,
    config,
    database: opened.database,
    masterKey,
    hasher: createInlineHasher(),
    games: builtInGames,
    staticFolder: STATIC_FOLDER,
  });
  return { app, masterKey };
}

async function openSources(run: RunArguments, gameTables: readonly string[]): Promise<[Source, ...Source[]]> {
  const { isPartial, system: { tables, characterTable, format = null, fields = [], schema = null } } = run;
  const options = {
    tables: [...tables, ...(characterTable === undefined ? [] : [characterTable]), ...gameTables],
    isPartial,
    format,
    fields,
    schema,
  };
  const [first, ...others] = run.sources;
  const sources: [Source, ...Source[]] = [await openSource(first, options)];
  for (const where of others) sources.push(await openSource(where, { ...options, format: null }));
  return sources;
}

async function runCommand(command: ImportCommand, config: Config): Promise<number> {
  const opened = await openDatabase(
    { url: config.databaseUrl?.reveal() ?? null, poolMax: config.database.poolMax, dataDir: config.dataDir },
    kernel,
  ).catch((cause: Error) => {
    throw new Error(`${cause.message}. Stop the server first: it holds the embedded database`, { cause });
  });
  try {
    const { app, masterKey } = await openApp(config, opened);
    try {
      if (command.kind === "status") return await printStatus(opened);
      if (command.kind === "undo") {
        const undone = await undoRun(opened.database, command.runId);
        print(
          `Run ${command.runId}: ${undone.accounts} accounts taken back, ${undone.keptAccounts} kept because they were used, ${undone.bans} bans lifted`,
        );
        return EXIT.done;
      }
      return await importFrom(command.run, config, opened, app, masterKey);
    } finally {
      await app.close();
    }
  } finally {
    await opened.close();
  }
}

async function printStatus({ database }: OpenedDatabase): Promise<number> {
  const runs = await database.read.selectFrom("import_runs").selectAll().orderBy("id", "desc").limit(200).execute();
  if (runs.length === 0) print("Nothing was imported yet.");
  for (const run of runs.reverse()) {
    const counts = run.counts === null ? null : JSON.parse(run.counts);
    const what = counts === null
      ? "stopped midway: the same command goes on"
      : `${counts.accounts.new} new, ${counts.accounts.changed} changed, ${counts.accounts.unchanged} unchanged, ${counts.accounts.skipped} skipped`;
    print(`${run.id}  ${new Date(run.started_at).toISOString()}  ${run.label}  ${what}`);
  }
  return EXIT.done;
}

async function importFrom(
  run: RunArguments,
  config: Config,
  opened: OpenedDatabase,
  app: Awaited<ReturnType<typeof openApp>>["app"],
  masterKey: Uint8Array,
): Promise<number> {
  const { system, sources: _, isApplied, passwords, pepperFile, hashConfig, report, ...options } = run;
  const characters = chooseCharacters(run, app);
  const sources = await openSources(run, characters.flatMap(({ tables }) => tables));
  try {
    const folder = report ?? `./import-report-${await nextRun(opened)}`;
    const files = await openReportFiles(folder);
    const result = await runImport({
      system,
      sources,
      isDryRun: !isApplied,
      characters,
      options: {
        ...options,
        passwords: {
          fallbackKind: passwords,
          pepper: pepperFile === null ? null : (await readOption("pepper-file", pepperFile)).replace(/\r?\n$/, ""),
          firebase: hashConfig === null ? null : parseHashConfig(await readOption("hash-config", hashConfig)),
        },
      },
    }, {
      database: opened.database,
      clock: systemClock,
      random: systemRandom,
      masterKey,
      deriveKey: createKeyDerivation(masterKey),
      revocation: app.domain.revocation,
      games: app.games,
      trustedProxies: config.trustedProxies,
      progress: createProgress({
        clock: systemClock,
        isTerminal: Deno.stderr.isTerminal(),
        write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
      }),
      lists: files.lists,
      signal: stop.signal,
    });
    await files.finish(result.summary);
    const engine = opened.database.engine === "sqlite" ? `sqlite ${config.dataDir}` : "PostgreSQL";
    print(formatSummary(result.summary, engine, folder));
    if (result.isStopped) {
      say(`Stopped midway. This command goes on: ${describeCommand(Deno.args)}`);
      return EXIT.stopped;
    }
    return result.hasSkipped ? EXIT.skipped : EXIT.done;
  } finally {
    for (const source of sources) await source.close();
  }
}

/** @throws {UsageError} naming the option */
async function readOption(option: string, path: string): Promise<string> {
  return await Deno.readTextFile(path).catch((cause) => {
    throw new UsageError(`--${option} is "${path}": there is no such file, or it may not be read`, { cause });
  });
}

async function nextRun({ database }: OpenedDatabase): Promise<number> {
  const last = await database.read.selectFrom("import_runs").select("id").orderBy("id", "desc").limit(1)
    .executeTakeFirst();
  return (last?.id ?? 0) + 1;
}

/** @throws {UsageError} when the game does not read the system */
function chooseCharacters(run: RunArguments, app: Awaited<ReturnType<typeof openApp>>["app"]): CharacterImport[] {
  const { into, system } = run;
  const known = (option: string, game: string) => {
    if (app.games.find(game) !== null) return;
    throw new UsageError(`${option} is "${game}", allowed: ${app.games.list().map(({ id }) => id).join(", ")}`);
  };
  for (const [from, to] of run.games) known(`--game ${from}=…`, to);
  if (into !== null) known("--into", into);
  const importer = into === null ? null : app.modules.importer(into, system.system);
  if (into !== null && importer !== null) return [{ gameId: into, ...importer }];
  if (system.system === "wyrt") return createWyrtImports(run.games, into);
  if (into === null) return [];
  throw new UsageError(`The game "${into}" does not read ${system.system}: its module registers no import of it`);
}

try {
  const command = parseImportCommand(Deno.args);
  Deno.exit(await runCommand(command, await loadConfig(systemSources())));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  if (error instanceof ImportInterrupted) say(`This command goes on: ${describeCommand(Deno.args)}`);
  Deno.exit(error instanceof ImportInterrupted ? EXIT.stopped : EXIT.refused);
}
