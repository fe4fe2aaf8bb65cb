/** What accounts cost beside better-auth on Node, in one run: both in SQLite, without the password's hash. */
import { PASSWORD } from "./support/account.ts";
import { atOnce } from "./support/at_once.ts";
import { startChild } from "./support/child.ts";
import { loadHttp } from "./support/http_load.ts";
import { describeTurns, inTurns, type Turn } from "./support/in_turns.ts";
import { type Peer, withPeer } from "./support/peers.ts";
import { processSeconds } from "./support/process_time.ts";

export const name = "peers: register, login and session check beside better-auth";
/** It fetches it from npm. */
export const isOnlyByName = true;

const PROGRAM = { script: "better_auth.mjs", packages: ["better-auth@1.7.25"] };
const ORIGIN = "http://127.0.0.1";
const CALLS = 600;
const AT_ONCE = 8;
/** Each tens of ticks of what counts them, or more. */
const OUR_CHECKS = 15_000;
const PEERS_CHECKS = 1_500;
const CONNECTIONS = 16;

export async function run(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "bench_" });
  const gatehouse = startChild("programs/hashless.ts", { DATA_DIR: `${folder}/ours` });
  try {
    const ours = ourAccounts(gatehouse.pid, Number(await gatehouse.line()));
    await withPeer(PROGRAM, async (start) => {
      const startBy = (SESSION_BY: string) =>
        start({ SESSION_BY, ORIGIN, DATABASE_FILE: `${folder}/${SESSION_BY}.sqlite` });
      const peers = betterAuthAccounts(await startBy("cookie"));
      for (const what of ["register", "login"] as const) {
        print(what, await inTurns({ ours: () => costOf(ours, what), peers: () => costOf(peers, what) }));
      }
      for (const by of ["cookie", "bearer", "cached cookie"]) {
        const checked = by === "cookie" ? peers : betterAuthAccounts(await startBy(by));
        print(
          `session check, by a ${by} there`,
          await inTurns({ ours: () => costOfCheck(ours, OUR_CHECKS), peers: () => costOfCheck(checked, PEERS_CHECKS) }),
        );
      }
    });
  } finally {
    await gatehouse.end();
    await Deno.remove(folder, { recursive: true });
  }
}

function print(what: string, turns: readonly Turn<number>[]): void {
  console.log(`  ${what}: ${describeTurns(turns, "us")}`);
}

interface Accounts {
  readonly pid: number;
  readonly port: number;
  readonly checkPath: string;
  register(username: string): Promise<unknown>;
  /** @returns what proves the session at a check */
  login(username: string): Promise<Readonly<Record<string, string>>>;
}

function ourAccounts(pid: number, port: number): Accounts {
  const call = (what: string, username: string) => post(`${port}/api/auth/${what}`, { username, password: PASSWORD });
  return {
    pid,
    port,
    checkPath: "/api/auth/verify",
    register: (username) => call("register", username),
    login: async (username) => ({ authorization: `Bearer ${(await call("login", username)).body.token}` }),
  };
}

function betterAuthAccounts({ pid, port }: Peer): Accounts {
  const call = (what: string, username: string) =>
    post(
      `${port}/api/auth/${what}/email`,
      { email: `${username}@example.com`, name: username, password: PASSWORD },
      // It refuses whoever does not say its origin.
      { origin: ORIGIN },
    );
  return {
    pid,
    port,
    checkPath: "/api/auth/get-session",
    register: (username) => call("sign-up", username),
    async login(username) {
      const { headers } = await call("sign-in", username);
      const token = headers.get("set-auth-token");
      if (token !== null) return { authorization: `Bearer ${token}` };
      return { cookie: headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ") };
    },
  };
}

async function post(
  place: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<{ headers: Headers; body: { token: string } }> {
  const response = await fetch(`http://127.0.0.1:${place}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Could not post to ${place}: ${response.status} ${await response.text()}`);
  return { headers: response.headers, body: await response.json() };
}

/** Microseconds of the server's processor: a registration each, or a login of each who is registered for it. */
async function costOf(accounts: Accounts, what: "register" | "login"): Promise<number> {
  const batch = crypto.randomUUID().slice(0, 8);
  const names = Array.from({ length: CALLS }, (_, index) => `p_${batch}_${index}`);
  if (what === "login") await atOnce(AT_ONCE, names, accounts.register);
  const before = await processSeconds(accounts.pid);
  await atOnce(AT_ONCE, names, accounts[what]);
  return (await processSeconds(accounts.pid) - before) / CALLS * 1e6;
}

async function costOfCheck(accounts: Accounts, checks: number): Promise<number> {
  const username = `p_${crypto.randomUUID().slice(0, 8)}`;
  await accounts.register(username);
  const headers = await accounts.login(username);
  const before = await processSeconds(accounts.pid);
  await loadHttp({
    hostname: "127.0.0.1",
    port: accounts.port,
    connections: CONNECTIONS,
    requests: checks,
    path: accounts.checkPath,
    headers,
  });
  return (await processSeconds(accounts.pid) - before) / checks * 1e6;
}
