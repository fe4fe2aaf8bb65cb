/** What a register, a login and a refresh cost the server's processor beside the password's hash, on each database. */
import { PASSWORD } from "./support/account.ts";
import { atOnce } from "./support/at_once.ts";
import { type Child, startChild } from "./support/child.ts";
import { median } from "./support/http_load.ts";
import { testEngines, withPostgresSchema } from "../lib/testing/test_database.ts";

export const name = "register, login and refresh: processor time without the hash";

const ROUNDS = 5;
const CALLS = 600;
const AT_ONCE = 8;

export async function run(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "bench_" });
  try {
    await measure("SQLite", { DATA_DIR: folder });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  if (testEngines().includes("postgres")) {
    await withPostgresSchema((url) => measure("PostgreSQL", { DATABASE_URL: url }));
  }
}

async function measure(engine: string, env: Record<string, string>): Promise<void> {
  const server = startChild("programs/hashless.ts", env);
  try {
    const port = Number(await server.line());
    const rounds: { register: number; login: number; refresh: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const names = Array.from({ length: CALLS }, (_, index) => `player_${round}_${index}`);
      const tokens: string[] = [];
      const register = await costOf(
        server,
        names,
        (username) => call(port, "register", { username, password: PASSWORD }),
      );
      const login = await costOf(server, names, async (username) => {
        tokens.push((await call(port, "login", { username, password: PASSWORD })).token);
      });
      const refresh = await costOf(server, tokens, (token) => call(port, "refresh", undefined, token));
      if (round > 0) rounds.push({ register, login, refresh }); // compiled before it counts
    }
    const of = (what: "register" | "login" | "refresh") =>
      `${what} ${median(rounds.map((each) => each[what])).toFixed(2)}`;
    console.log(`  ${engine}: ${of("register")}, ${of("login")}, ${of("refresh")} ms each (aim 2.5 for a login)`);
  } finally {
    await server.end();
  }
}

/** Milliseconds of the server's processor for each. */
async function costOf<T>(server: Child, all: readonly T[], run: (one: T) => Promise<unknown>): Promise<number> {
  const before = (await server.report()).cpuSeconds;
  await atOnce(AT_ONCE, all, run);
  return ((await server.report()).cpuSeconds - before) / all.length * 1_000;
}

async function call(port: number, what: string, body?: object, token?: string): Promise<{ token: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/api/auth/${what}`, {
    method: "POST",
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`Could not ${what}: ${await response.text()}`);
  return await response.json();
}
