/**
 * What it costs to ask whether a token holds: from the database, and from what is kept, beside one bare look-up of the
 * same row by the same driver. On SQLite, and on PostgreSQL where `TEST_DATABASE_URL` names one.
 */
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { systemClock } from "../lib/platform/clock.ts";
import { hashSecret } from "../lib/platform/crypto/secret_hash.ts";
import { columnTypes } from "../lib/platform/database/column_types.ts";
import type { Database } from "../lib/platform/database/database.ts";
import { migrate } from "../lib/platform/database/migrator.ts";
import { openPostgres } from "../lib/platform/database/postgres.ts";
import { openSqlite } from "../lib/platform/database/sqlite.ts";
import { silentLog } from "../lib/platform/log/log.ts";
import { systemRandom } from "../lib/platform/random.ts";
import { testEngines, withPostgresSchema } from "../lib/testing/test_database.ts";
import { createOpaqueToken } from "../lib/domain/tokens/game_token_text.ts";
import { createRevalidationCache } from "../lib/domain/tokens/revalidation_cache.ts";
import { createRevalidator } from "../lib/domain/tokens/revalidation.ts";
import { coreHistory } from "../migrations/mod.ts";
import { median } from "./support/http_load.ts";

export const name = "revalidate: beside one bare indexed SELECT by the same driver";

const TOKENS = 2_000;
const AT_ONCE = 16;
const ROUNDS = 5;
const CALLS_A_ROUND = 10_000;
const DAY_MS = 24 * 60 * 60_000;

type LookUp = (token: string) => Promise<unknown>;

export async function run(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/bench.db`;
  const bare = () => {
    const connection = new DatabaseSync(path, { readOnly: true });
    const statement = connection.prepare("select * from game_tokens where hash = ?");
    return {
      lookUp: (token: string) => Promise.resolve(statement.get(hashSecret(token))),
      close: () => Promise.resolve(connection.close()),
    };
  };
  await measure("SQLite", openSqlite({ path, clock: systemClock, log: silentLog }), bare);
  await Deno.remove(folder, { recursive: true });

  if (!testEngines().includes("postgres")) return;
  await withPostgresSchema(async (url) => {
    const parts = { url, poolMax: AT_ONCE, clock: systemClock, random: systemRandom, log: silentLog };
    const database = openPostgres(parts);
    await new Promise<void>((resolve) => database.events.onGap(resolve));
    await measure("PostgreSQL", database, () => {
      const pool = new pg.Pool({ connectionString: url, max: AT_ONCE });
      return {
        lookUp: (token) => pool.query("select * from game_tokens where hash = $1", [hashSecret(token)]),
        close: () => pool.end(),
      };
    });
  });
}

async function measure(
  engine: string,
  database: Database,
  openBare: () => { readonly lookUp: LookUp; readonly close: () => Promise<void> },
): Promise<void> {
  await migrate(database, coreHistory(columnTypes(database.engine)));
  const tokens = await fill(database);
  const bare = openBare();
  const kept = createRevalidationCache({ clock: systemClock, events: database.events, entriesMax: TOKENS });
  const forgetful = { ...kept, find: () => null };
  const asking = createRevalidator({ database, clock: systemClock, cache: forgetful });
  const remembering = createRevalidator({ database, clock: systemClock, cache: kept });
  const ways: Record<"bare" | "asked" | "kept", LookUp> = {
    bare: bare.lookUp,
    asked: (token) => asking.revalidate(token, "login"),
    kept: (token) => remembering.revalidate(token, "login"),
  };

  const rates = { bare: [] as number[], asked: [] as number[], kept: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const way of ["bare", "asked", "kept"] as const) {
      const rate = await callsASecond(ways[way], tokens);
      if (round > 0) rates[way].push(rate); // the first is compiled before it counts
    }
  }
  const [bareRate, askedRate, keptRate] = [median(rates.bare), median(rates.asked), median(rates.kept)];
  console.log(
    `  ${engine}: ${(askedRate / bareRate).toFixed(2)} of a bare SELECT, ${
      (keptRate / bareRate).toFixed(2)
    } when kept (` +
      `${bareRate.toFixed(0)} SELECTs/s, ${askedRate.toFixed(0)} and ${keptRate.toFixed(0)} revalidations/s)`,
  );
  kept.close();
  await bare.close();
  await database.close();
}

async function callsASecond(lookUp: LookUp, tokens: readonly string[]): Promise<number> {
  const startedAtMs = performance.now();
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < CALLS_A_ROUND) await lookUp(tokens[next++ % tokens.length]!);
  }));
  return CALLS_A_ROUND / ((performance.now() - startedAtMs) / 1_000);
}

/** An account with many live login tokens. */
async function fill(database: Database): Promise<string[]> {
  const now = Date.now();
  const { id } = await database.write.insertInto("accounts")
    .values({
      username: "bench",
      username_key: "bench",
      email: null,
      email_key: null,
      password_hash: null,
      created_at: now,
      last_login_at: null,
      last_address: null,
    })
    .returning("id").executeTakeFirstOrThrow();
  const tokens = Array.from({ length: TOKENS }, () => createOpaqueToken(systemRandom));
  for (let start = 0; start < TOKENS; start += 100) {
    await database.write.insertInto("game_tokens").values(
      tokens.slice(start, start + 100).map((token) => ({
        kind: "login" as const,
        hash: hashSecret(token),
        family_id: token,
        account_id: id,
        character_id: null,
        server_id: null,
        game_id: null,
        created_at: now,
        expires_at: now + DAY_MS,
        family_expires_at: now + DAY_MS,
        rotated_at: null,
        ended_at: null,
        end_reason: null,
      })),
    ).execute();
  }
  return tokens;
}
