/** The copy of one's own data: all of it, and no secret of it. */
import { expect } from "expect";
import { sql } from "kysely";
import { defineGame, type GameModule } from "../../../lib/modules/mod.ts";
import { until } from "../../support/until.ts";
import { type Door, eachDoor, expectProblem, PASSWORD, registerGuarded } from "./setup.ts";

const take = (door: Door, bearer: string) => door.call("POST", "/api/account/export", { bearer });
const module = (id: string, give: (accountId: number) => unknown) =>
  defineGame({
    id,
    name: id,
    initialize: (context) => context.registerAccountExport(({ accountId }) => give(accountId) as never),
  }) as unknown as GameModule;

const GAMES = [
  module("diary", (accountId) => Promise.resolve({ pages: [`of ${accountId}`] })),
  module("silent", () => null),
  module("broken", () => Promise.reject(new Error("not today"))),
  module("wordy", () => "x".repeat(1_048_577)),
  module("shy", () => undefined),
];

eachDoor(
  "a copy has what is known of the account, and no secret, note or other player",
  { games: GAMES },
  async (door) => {
    const { database } = door.server;
    const ada = await registerGuarded(door, "ada");
    const other = await door.register("zuzanna");
    const { token, id } = ada;
    await door.admin("POST", `/accounts/${id}/notes`, { text: "CANARY of a note" });
    const { json: { id: suspension } } = await door.admin("POST", `/accounts/${id}/suspensions`, {
      reason: "too loud",
      note: "CANARY for operators",
    });
    await door.admin("DELETE", `/accounts/${id}/suspensions/${suspension}`, { reason: "CANARY of a lift" });
    const { json: { challenge } } = await door.call("POST", "/api/auth/login", {
      body: { username: "ada", password: PASSWORD },
    });
    const bearer = (await door.call("POST", "/api/auth/second-factor", { body: { challenge, code: ada.code() } })).json
      .token;
    const { json: { password } } = await door.call("POST", "/api/account/games/slime/password", { bearer });
    await door.server.app.domain.trail.flush();

    const taken = await take(door, bearer);
    expect(taken.status).toBe(200);
    const day = door.clock.now().toISOString().slice(0, 10);
    expect(taken.headers.get("content-disposition")).toBe(`attachment; filename="gatehouse-ada-${day}.json"`);
    expect(taken.headers.get("cache-control")).toBe("no-store");
    expect(taken.json).toMatchObject({
      format: "gatehouse-export",
      version: 1,
      generatedAt: door.clock.now().toISOString(),
      account: { id, username: "ada", secondFactor: true, guest: false },
      identities: [],
      passkeys: [],
      suspensions: [{ reason: "too loud", until: null, liftedAt: expect.any(String) }],
      characters: [],
    });
    expect(taken.json.sessions.length).toBe(2);
    expect(taken.json.logins[0]).toMatchObject({ door: "http", result: "succeeded", address: expect.any(String) });
    expect(taken.json.audit.map(({ action }: { action: string }) => action)).toContain("totp.on");
    expect(taken.json.games).toEqual({
      diary: { pages: [`of ${id}`] },
      silent: null,
      broken: { error: "unavailable" },
      wordy: { error: "unavailable" },
      shy: { error: "unavailable" },
    });

    const secrets = [
      "CANARY",
      PASSWORD,
      password,
      token,
      bearer,
      ada.secret,
      ...ada.recoveryCodes,
      "admin",
      other.username,
      ...await secretsOf(database.read, id),
    ];
    expect(secrets.length).toBeGreaterThan(20);
    for (const secret of secrets) expect(taken.text).not.toContain(secret);

    const again = await take(door, bearer);
    expectProblem(again, 429, "rate_limited");
    expect(again.headers.get("retry-after")).toBe("3600");
    door.clock.advance(11 * 60_000);
    expectProblem(await take(door, bearer), 403, "confirmation_required");
    expect((await door.audit(id)).filter(({ action }) => action === "account.export")).toHaveLength(1);
  },
);

eachDoor("a module that is late by two seconds holds up no copy", {
  games: [module("late", () => new Promise(() => {})), module("diary", () => ({ pages: [] }))],
}, async (door) => {
  const { token } = await door.register("ada");
  let taken: Awaited<ReturnType<typeof take>> | null = null;
  void take(door, token).then((answer) => taken = answer);
  await until(() => taken !== null, () => door.clock.advance(500));
  expect(taken!.json.games).toEqual({ diary: { pages: [] }, late: { error: "unavailable" } });
});

/** What the tables keep of it that is a secret: hashes, keys and sealed texts, as JSON might carry them. */
async function secretsOf(db: Door["server"]["database"]["read"], id: number): Promise<string[]> {
  const found: string[] = [];
  for (const { name, columns } of await db.introspection.getTables()) {
    if (!columns.some((column) => column.name === "account_id")) continue;
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)} where account_id = ${id}`
      .execute(db);
    for (const value of rows.flatMap((row) => Object.values(row))) {
      if (value instanceof Uint8Array && value.length > 8) {
        const bytes = new Uint8Array(value);
        found.push(bytes.toHex(), bytes.toBase64(), bytes.toBase64({ alphabet: "base64url", omitPadding: true }));
      }
    }
  }
  const account = await db.selectFrom("accounts").select("password_hash").where("id", "=", id).executeTakeFirst();
  const tokens = await db.selectFrom("sessions").select("token_id").where("account_id", "=", id).execute();
  return [...found, account?.password_hash ?? "none", ...tokens.map(({ token_id }) => token_id ?? "none")];
}
