/**
 * What a login at the Slime door costs beside its bcrypt, which is a constant here: logins a second from connect to
 * LOGOUT, beside bare transactions of one INSERT each on a database of the same settings on the same disk.
 */
import { DatabaseSync } from "node:sqlite";
import { startChild } from "./support/child.ts";
import { median } from "./support/http_load.ts";
import { SlimeLine } from "./support/slime_line.ts";

export const name = "Slime: logins a second without bcrypt, beside bare transactions";

const ROUNDS = 5;
const PLAYERS = 16;
const LOGINS_A_ROUND = 400;
const TRANSACTIONS_A_ROUND = 1_000;

export async function run(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const server = startChild("programs/slime_door.ts", { DATA_DIR: `${folder}/data` });
  const bare = openBare(`${folder}/bare.sqlite`);
  try {
    const port = Number(await server.line());
    const players = Array.from({ length: PLAYERS }, (_, index) => `player_${index}`);
    for (const username of players) {
      const line = await SlimeLine.connect(port);
      await line.register(username);
      await line.logIn(username); // compiled before it counts
      await line.logOut();
    }
    const rounds: { logins: number; transactions: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ logins: await measureLogins(port, players), transactions: bare.measure() });
    }
    const rate = median(rounds.map(({ logins }) => logins));
    const ratio = median(rounds.map(({ logins, transactions }) => logins / transactions));
    const transactions = median(rounds.map((round) => round.transactions));
    console.log(
      `  ${ratio.toFixed(2)} of bare transactions (${rate.toFixed(0)} logins/s, ${
        transactions.toFixed(0)
      } transactions/s on SQLite)`,
    );
  } finally {
    bare.close();
    await server.end();
    await Deno.remove(folder, { recursive: true });
  }
}

async function measureLogins(port: number, players: readonly string[]): Promise<number> {
  let left = LOGINS_A_ROUND;
  const startedAt = performance.now();
  await Promise.all(players.map(async (username) => {
    while (left-- > 0) {
      const line = await SlimeLine.connect(port);
      await line.logIn(username);
      await line.logOut();
    }
  }));
  return LOGINS_A_ROUND / ((performance.now() - startedAt) / 1_000);
}

/** A table of one column, with the settings of `lib/platform/database/sqlite.ts`. */
function openBare(path: string) {
  const database = new DatabaseSync(path);
  database.exec("pragma journal_mode = wal; pragma synchronous = full");
  database.exec("create table rows (id integer primary key, text text) strict");
  const insert = database.prepare("insert into rows (text) values (?)");
  return {
    /** Transactions a second. */
    measure(): number {
      const startedAt = performance.now();
      for (let count = 0; count < TRANSACTIONS_A_ROUND; count++) {
        database.exec("begin");
        insert.run("a row");
        database.exec("commit");
      }
      return TRANSACTIONS_A_ROUND / ((performance.now() - startedAt) / 1_000);
    },
    close: () => database.close(),
  };
}
