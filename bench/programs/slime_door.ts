/** A server with the Slime door and passwords that cost nothing, so that the door's own cost is seen. Prints its port. */
import { systemClock } from "../../lib/platform/clock.ts";
import { loadConfig } from "../../lib/platform/config/config.ts";
import slime from "../../lib/games/slime/module.ts";
import { createLog } from "../../lib/platform/log/log.ts";
import { systemRandom } from "../../lib/platform/random.ts";
import { startServer } from "../../lib/app/start.ts";
import { constantHasher } from "../support/constant_hasher.ts";
import { reportOnDemand } from "../support/self_report.ts";

const config = await loadConfig({
  env: {
    HOST: "127.0.0.1",
    PORT: "0",
    SLIME_PORT: "0",
    LIMITS_EXEMPT: "127.0.0.0/8",
    LINES_CONNECTIONS_MAX: "20000",
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
  hasher: constantHasher,
  games: [slime],
});

console.log(server.ports["slime"]);
await reportOnDemand();
await server.stop();
