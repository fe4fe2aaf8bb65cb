/**
 * A whole server with every door, on files, as players find it: only 127.0.0.1 is free of limits. Prints its ports as
 * one line of JSON, then reports on demand.
 */
import slime from "../../lib/games/slime/module.ts";
import wildstar from "../../lib/games/wildstar/module.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { loadConfig } from "../../lib/platform/config/config.ts";
import { createLog } from "../../lib/platform/log/log.ts";
import { systemRandom } from "../../lib/platform/random.ts";
import { startServer } from "../../lib/app/start.ts";
import { reportOnDemand } from "../support/self_report.ts";

const config = await loadConfig({
  env: {
    HOST: "127.0.0.1",
    PORT: "0",
    SLIME_PORT: "0",
    AUTH_PORT: "0",
    REALM_PORT: "0",
    LIMITS_EXEMPT: "127.0.0.1/32",
    ...Deno.env.toObject(),
  },
  readFile: () => null,
  workingFolder: Deno.cwd(),
});
const log = createLog(({ level, message, data }) => level === "error" && console.error(message, data));
const server = await startServer({
  config,
  clock: systemClock,
  random: systemRandom,
  log,
  games: [slime, wildstar],
});

console.log(JSON.stringify(server.ports));
await reportOnDemand();
await server.stop();
