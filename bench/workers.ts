/** What a second worker brings on one PostgreSQL: calls a second with two beside one, in one run. */
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { loadHttp } from "./support/http_load.ts";
import { TEST_MASTER_KEY } from "../lib/testing/loopback_server.ts";
import { testEngines, withPostgresSchema } from "../lib/testing/test_database.ts";

export const name = "workers: calls a second of two beside one";
/** Takes a minute, and PostgreSQL. */
export const isOnlyByName = true;

/** The kernel deals out few of them unevenly. */
const CONNECTIONS = 64;
const REQUESTS = 6_000;
const ROUNDS = 3;
/** One that is answered from memory, and one that asks the database. */
const PATHS = ["/api/auth/verify", "/api/account"];

export async function run(): Promise<void> {
  if (!testEngines().includes("postgres")) return console.log("  needs TEST_DATABASE_URL");
  await withPostgresSchema(async (url) => {
    for (const path of PATHS) {
      const ratios: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const one = await callsASecond(url, 1, path);
        const two = await callsASecond(url, 2, path);
        ratios.push(two / one);
        console.log(`  ${path}: one ${Math.round(one)}, two ${Math.round(two)} a second: ${(two / one).toFixed(2)}`);
      }
      console.log(`  ${path}: ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")} (aim 1.7)`);
    }
  });
}

let players = 0;

async function callsASecond(url: string, workers: number, path: string): Promise<number> {
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
    await loadHttp({ ...load, requests: REQUESTS / 4 });
    const startedMs = performance.now();
    await loadHttp({ ...load, requests: REQUESTS });
    return REQUESTS / ((performance.now() - startedMs) / 1_000);
  } finally {
    await server.end();
  }
}
