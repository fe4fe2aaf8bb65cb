/**
 * Every query that the program sends is explained: by the calls of `/openapi.json`, the WebSocket, Slime Online 2 and
 * WildStar, and the jobs. What would read a whole table fails here, unless it stands on the list with its reason.
 */
import { expect } from "expect";
import { sql } from "kysely";
import { SlimeClient } from "../../lib/testing/slime_client.ts";
import { StsClient } from "../../lib/testing/wildstar_client.ts";
import { openPlayer, PLAYER_PASSWORD } from "../../lib/testing/player.ts";
import { callEverything } from "../support/every_call.ts";
import { wholeReadsOf } from "../support/query_plans.ts";
import { unexplained } from "../support/whole_reads.ts";
import { startMailServer } from "../support/smtp.ts";
import { recordQueries } from "../support/recorded_queries.ts";
import { testEngines, withPostgresSchema } from "../support/test_database.ts";
import { startTestServer, TEST_ADMIN_TOKEN, type TestServer } from "../support/test_server.ts";

async function useEverything(server: TestServer): Promise<string[]> {
  const { url, ports } = server;
  const post = async (path: string, bearer: string, body: unknown) =>
    await (await fetch(url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    })).json();

  using mara = await openPlayer(url, { username: "mara", email: "mara@example.com" });
  await mara.play("slime").catch(() => {});
  using slime = await SlimeClient.connect(ports["slime"]!);
  await slime.register({ username: "slimer", password: PLAYER_PASSWORD, macAddress: "00:1a:2b:3c:4d:5e" });
  await slime.logIn({ username: "slimer", password: PLAYER_PASSWORD, macAddress: "00:1a:2b:3c:4d:5e" });
  using sts = await StsClient.connect(ports["auth"]!);
  await sts.logIn({ email: "mara@example.com", password: PLAYER_PASSWORD });
  await sts.gameToken();

  // A feed that `callEverything` leaves out, as it may also be asked for without end.
  for (const since of ["", "?since=2020-01-01T00:00:00Z", "?since=2020-01-01T00:00:00Z~5"]) {
    const feed = await fetch(`${url}/auth/revocations${since}`);
    expect(feed.status).toBe(200);
    await feed.body?.cancel();
  }
  const session = async () => {
    const answer = await fetch(`${url}/api/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "mara", password: PLAYER_PASSWORD }),
    });
    return (await answer.json()).token ?? "none";
  };
  const { key } = await post("/admin/api/servers", TEST_ADMIN_TOKEN, {
    name: "Realm",
    game_id: null,
    address: "192.0.2.1",
    port: 24_000,
    type: "pve",
  });
  const { login_token: token } = await post("/auth/authenticate", key, {
    authentication_method: "website",
    credentials: { username: "mara", password: PLAYER_PASSWORD },
  });
  return await callEverything(server, { session, server: key, token, operator: TEST_ADMIN_TOKEN });
}

/** A table whose few rows were counted meanwhile is planned for as a small one, which it is not to be. */
async function keepUncounted({ database: { write } }: TestServer): Promise<void> {
  await sql`do $$ declare name regclass; begin
    for name in select oid from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' loop
      execute format('alter table %s set (autovacuum_enabled = false)', name);
    end loop;
  end $$`.execute(write);
}

/** An empty table has so little to read that PostgreSQL takes any of its indices. */
async function fillCharacters({ database: { write } }: TestServer): Promise<void> {
  await sql`insert into accounts (username, username_key, created_at)
    select 'p' || i, 'p' || i, i from generate_series(1, 5000) as i`.execute(write);
  await sql`insert into characters (account_id, game_id, name, name_key, created_at)
    select id, 'slime', username, username_key, created_at from accounts where username_key like 'p%'`.execute(write);
  await sql`analyze characters`.execute(write);
}

for (const engine of testEngines()) {
  Deno.test(`no query of the program reads a large table whole (${engine})`, async () => {
    using recording = recordQueries();
    await using mails = await startMailServer();
    const config = {
      publicUrl: "https://play.example.org",
      mail: { host: "127.0.0.1", port: mails.port, tls: "off", from: "Gatehouse <no-reply@example.org>" },
    };
    const visit = async (databaseUrl?: string) => {
      await using server = await startTestServer({ config, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
      if (engine === "postgres") await keepUncounted(server);
      const statuses = await useEverything(server);
      expect(statuses.filter((status) => status.startsWith("5"))).toEqual([]);
      expect(statuses.filter((status) => status.startsWith("2")).length).toBeGreaterThan(statuses.length / 2);
      if (engine === "postgres") await fillCharacters(server);
      const queries = recording.queries().filter(({ text }) =>
        !/_migrations|_schema\b|_detached\b|pg_|sqlite_/.test(text)
      );
      expect(queries.length).toBeGreaterThan(200);
      const whole = await wholeReadsOf(server.database, queries);
      expect(unexplained(whole)).toEqual([]);
    };
    await (engine === "postgres" ? withPostgresSchema(visit) : visit());
  });
}
