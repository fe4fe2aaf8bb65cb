/** The game modules of a configuration, loaded as the start does, in a database in memory and without opening a door. */
import { createApp } from "../../lib/app/app.ts";
import { STATIC_FOLDER } from "../../lib/app/static_folder.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import type { Config } from "../../lib/platform/config/config.ts";
import { createInlineHasher } from "../../lib/platform/crypto/inline_hasher.ts";
import { openDatabase } from "../../lib/platform/database/open.ts";
import { builtInGames } from "../../lib/games/mod.ts";
import { silentLog } from "../../lib/platform/log/log.ts";
import type { ModuleOverview } from "../../lib/modules/host/overview.ts";
import { systemRandom } from "../../lib/platform/random.ts";
import { type EndByForce, startWatchdog } from "../../lib/platform/watchdog/watchdog.ts";
import { unwatchedWork, type WorkWatch } from "../../lib/platform/watchdog/work_watch.ts";

const MASTER_KEY_BYTES = 32;

const parts = { clock: systemClock, random: systemRandom, log: silentLog };

/** Names the game whose loop has no end, where nothing else can any more. */
export function watchGames(endByForce: EndByForce): WorkWatch {
  return startWatchdog({ clock: systemClock, log: { level: "error", format: "pretty" }, fields: {}, endByForce });
}

/**
 * @param watch is told whose code runs: an endless loop lets nothing else say so
 * @throws {Error} that begins with the module that does not load, and says why
 */
export async function overviewOf(config: Config, watch: WorkWatch = unwatchedWork): Promise<readonly ModuleOverview[]> {
  const opened = await openDatabase({ url: null, poolMax: config.database.poolMax, dataDir: "memory" }, parts);
  try {
    const app = await createApp({
      ...parts,
      config,
      database: opened.database,
      masterKey: systemRandom.bytes(MASTER_KEY_BYTES),
      hasher: createInlineHasher(),
      games: builtInGames,
      staticFolder: STATIC_FOLDER,
      watch,
    });
    const overview = await app.overview();
    await app.close();
    return overview;
  } finally {
    await opened.close();
  }
}
