/** A whole server with passwords that cost nothing, so that what is around them is seen. Prints its port. */
import { systemClock } from "../../lib/platform/clock.ts";
import { loadConfig } from "../../lib/platform/config/config.ts";
import { createLog } from "../../lib/platform/log/log.ts";
import { systemRandom } from "../../lib/platform/random.ts";
import { startServer } from "../../lib/app/start.ts";
import { TEST_MASTER_KEY } from "../../lib/testing/loopback_server.ts";
import { constantHasher } from "../support/constant_hasher.ts";
import { reportOnDemand } from "../support/self_report.ts";

const config = await loadConfig({
  env: {
    HOST: "127.0.0.1",
    PORT: "0",
    LIMITS_EXEMPT: "127.0.0.0/8",
    MASTER_KEY: TEST_MASTER_KEY,
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
  games: [],
});

console.log(server.ports["http"]);
await reportOnDemand();
await server.stop();
