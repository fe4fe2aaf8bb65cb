/** The HTTP half alone, for a platform without raw TCP: docs/edge.md. */
import { createApp } from "../../lib/app/app.ts";
import { STATIC_FOLDER } from "../../lib/app/static_folder.ts";
import { systemClock as clock } from "../../lib/platform/clock.ts";
import { loadConfig, systemSources } from "../../lib/platform/config/config.ts";
import { createInlineHasher } from "../../lib/platform/crypto/inline_hasher.ts";
import { obtainMasterKey } from "../../lib/platform/crypto/master_key.ts";
import { openDatabase } from "../../lib/platform/database/open.ts";
import { builtInGames } from "../../lib/games/mod.ts";
import { setUpLog, writeToStderr } from "../../lib/platform/log/setup.ts";
import { systemRandom as random } from "../../lib/platform/random.ts";

const config = await loadConfig(systemSources());
if (config.databaseUrl === null) throw new Error("Could not start at the edge: DATABASE_URL is not set");
const log = setUpLog({ ...config.log, clock, write: writeToStderr });
const { database } = await openDatabase(
  { url: config.databaseUrl.reveal(), poolMax: config.database.poolMax, dataDir: config.dataDir },
  { clock, random, log },
);
const app = await createApp({
  config,
  database,
  clock,
  random,
  log,
  masterKey: obtainMasterKey({ configured: config.masterKey?.reveal() ?? null, folder: null, random }),
  // No threads are taken for granted here.
  hasher: createInlineHasher(config.auth.bcryptCost),
  games: builtInGames,
  staticFolder: STATIC_FOLDER,
});

Deno.serve(
  { hostname: config.host, port: config.port },
  (request, info) => app.fetch(request, { peer: info.remoteAddr.hostname }),
);
