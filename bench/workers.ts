/**
 * What a second worker brings on one PostgreSQL, in one run. Calls a second, each worker on a slice of a core of its own,
 * as the driver and PostgreSQL want cores as well. And processor time, which says how many calls workers had room for: so
 * long as a call costs them the same, and the kernel deals out evenly, twice.
 */
import { register } from "./support/account.ts";
import { giveSlice } from "./support/cpu_slice.ts";
import { startChild } from "./support/child.ts";
import { loadHttp, median } from "./support/http_load.ts";
import { childrenOf, processSeconds } from "./support/process_time.ts";
import { TEST_MASTER_KEY } from "../lib/testing/loopback_server.ts";
import { testEngines, withPostgresSchema } from "../lib/testing/test_database.ts";

export const name = "workers: what two serve beside one";
/** Takes a minute or two, and PostgreSQL. */
export const isOnlyByName = true;

/** The kernel deals out few of them unevenly. */
const CONNECTIONS = 128;
const ROUNDS = 5;
/** Of a core for each worker: the driver and PostgreSQL have the rest of two. */
const SLICE = 0.2;
/** One that is answered from memory, and one that asks the database. */
const CALLS = [
  { path: "/api/auth/verify", requests: 30_000 },
  { path: "/api/account", requests: 4_000 },
];

export async function run(): Promise<void> {
  if (!testEngines().includes("postgres")) return console.log("  needs TEST_DATABASE_URL");
  await withPostgresSchema(async (url) => {
    for (const { path, requests } of CALLS) {
      const rounds: { calls: number; room: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const one = await measure(url, 1, path, requests);
        const two = await measure(url, 2, path, requests);
        rounds.push({ calls: two.callsASecond / one.callsASecond, room: one.busiestUs / two.busiestUs });
        console.log(
          `  ${path}: one ${one.allUs.toFixed(0)} us a call, two ${two.allUs.toFixed(0)}, ${
            two.busiestUs.toFixed(0)
          } of them at the busier: room for ${rounds.at(-1)?.room.toFixed(2)} times the calls; ` +
            `${one.callsASecond.toFixed(0)} and ${two.callsASecond.toFixed(0)} a second: ${
              rounds.at(-1)?.calls.toFixed(2)
            }`,
        );
      }
      const of = (values: number[]) => `${median(values).toFixed(2)} of ${values.map((value) => value.toFixed(2))}`;
      console.log(`  ${path}: room for ${of(rounds.map(({ room }) => room))} (aim 1.7)`);
      console.log(`  ${path}: calls a second ${of(rounds.map(({ calls }) => calls))} (aim 1.7)`);
    }
  });
}

interface Measured {
  readonly callsASecond: number;
  /** Processor time for each call, of all workers together and of the one that had the most; microseconds. */
  readonly allUs: number;
  readonly busiestUs: number;
}

let players = 0;

async function measure(url: string, workers: number, path: string, requests: number): Promise<Measured> {
  const server = startChild("../main.ts", {
    HOST: "127.0.0.1",
    PORT: "0",
    SLIME_PORT: "off",
    AUTH_PORT: "off",
    REALM_PORT: "off",
    LOG_LEVEL: "error",
    LIMITS_EXEMPT: "127.0.0.0/8",
    MASTER_KEY: TEST_MASTER_KEY,
    DATABASE_URL: url,
    WORKERS: String(workers),
  });
  try {
    const port = Number(/:(\d+)/.exec((await server.line()).replace("http:", ""))?.[1]);
    const headers = { authorization: `Bearer ${await register(port, `player_${players++}`)}` };
    const load = { hostname: "127.0.0.1", port, connections: CONNECTIONS, path, headers };
    const pids = workers === 1 ? [server.pid] : await childrenOf(server.pid);
    const used = () => Promise.all(pids.map(processSeconds));
    await loadHttp({ ...load, requests });
    await using slices = new AsyncDisposableStack();
    for (const pid of pids) {
      const slice = await giveSlice(pid, SLICE);
      if (slice === null) throw new Error("Could not give a worker a share of a core: that takes root, and cgroups");
      slices.use(slice);
    }
    slices.defer(() => server.end()); // before the slices, which can be taken back once nobody has them
    const before = await used();
    const startedMs = performance.now();
    await loadHttp({ ...load, requests });
    const seconds = (performance.now() - startedMs) / 1_000;
    const each = (await used()).map((after, index) => (after - (before[index] ?? 0)) / requests * 1e6);
    return {
      callsASecond: requests / seconds,
      allUs: each.reduce((sum, us) => sum + us, 0),
      busiestUs: Math.max(...each),
    };
  } finally {
    await server.end();
  }
}
