/** A whole server with its data in memory. Prints its port, then reports on demand. */
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
    DATA_DIR: "memory",
    LIMITS_EXEMPT: "127.0.0.0/8",
    WEBSOCKET_UNAUTHENTICATED_MAX: "10000",
    ...Deno.env.toObject(),
  },
  readFile: () => null,
  workingFolder: Deno.cwd(),
});
const log = createLog(({ level, message, data }) => level === "error" && console.error(message, data));
const server = await startServer({ config, clock: systemClock, random: systemRandom, log, games: [] });

console.log(server.ports["http"]);
await reportOnDemand();
