/**
 * Each rule at each door: the diagnosis is asked before, a client logs in and is refused, and rule, code and the bytes
 * that came agree with what the diagnosis said and what the trail says.
 */
import { expect } from "expect";
import { defineGame } from "../../../lib/modules/mod.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { createInlineHasher } from "../../../lib/platform/crypto/inline_hasher.ts";
import { until } from "../../support/until.ts";
import { type Door, eachDoor, type Player } from "../../doors/wildstar/setup.ts";
import { codeAt } from "../../doors/accounts/authenticator.ts";
import { type Attempt, attemptAt, type DoorName, TRAIL_DOOR } from "./attempts.ts";

const MINUTE_MS = 60_000;

interface Refused {
  readonly rule: string;
  readonly code: string | null;
  /** What a client gets at each door that has the rule. */
  readonly doors: Readonly<Partial<Record<DoorName, string>>>;
  /** Brings about what refuses, for a player who could log in. @returns what is other about the attempt */
  readonly arrange: (stage: Stage, player: Player, door: DoorName) => Promise<Partial<Attempt> | void>;
  /** What depends on what the player types: then the diagnosis does not guess. */
  readonly verdict?: "unknown" | "refuse";
  /** Puts it back, where it is not the player's own. */
  readonly after?: (stage: Stage) => Promise<unknown>;
}

interface Stage {
  readonly door: Door;
  /** Hashes nothing for as long as it is true. */
  readonly hasher: { isFull: boolean };
  readonly hook: { refuses: boolean };
  readonly away: ReturnType<typeof createAway>;
}

const ban = (door: Door, kind: string, value: string) =>
  door.admin("POST", "/bans", { kind, value, reason: "a bad street" });
const wrongly = async (door: Door, body: object, times: number, address?: string) => {
  for (let time = 0; time < times; time++) {
    await door.call("POST", "/api/auth/login", {
      body: { ...body, password: "a wrong password" },
      address: address ?? door.newAddress(),
    });
  }
};

const RULES: readonly Refused[] = [
  {
    rule: "client.version",
    code: null,
    doors: { slime: "LOGIN 5", binary: "denied 19", wildstar_auth: "denied 19" },
    arrange: ({ door }, player, name) =>
      attemptAt[name](door, { ...player, isOld: true }).then(() => ({ isOld: true })),
  },
  {
    rule: "address.ban",
    code: "address_banned",
    doors: {
      http: "403 address_banned",
      game_auth: "403 address_banned",
      websocket: "403 address_banned",
      slime: "LOGIN 7",
      native: "400 3002",
      binary: "denied 26",
      wildstar_auth: "denied 26",
    },
    arrange: async ({ door }, { address }) => void await ban(door, "ip", address),
  },
  {
    rule: "address.attempts",
    code: "rate_limited",
    doors: {
      http: "429 rate_limited",
      game_auth: "429 rate_limited",
      slime: "LOGIN 7",
      native: "400 3002",
      binary: "denied 0",
      wildstar_auth: "denied 0",
    },
    arrange: ({ door }, { address }) => wrongly(door, { username: "nobody_at_all" }, 6, address),
  },
  {
    rule: "mac.ban",
    code: "mac_banned",
    doors: { slime: "LOGIN 8" },
    arrange: async ({ door }) => {
      await ban(door, "mac", "00-AA-BB-CC-DD-09");
      return { mac: "00-AA-BB-CC-DD-09" };
    },
  },
  {
    rule: "account.known",
    code: "invalid_credentials",
    doors: {
      http: "401 invalid_credentials",
      game_auth: "401 invalid_credentials",
      slime: "LOGIN 2",
      native: "400 3002",
      binary: "denied 16",
      wildstar_auth: "denied 16",
    },
    arrange: (_stage, _player, name) => Promise.resolve({ username: `no_${name}`, email: `no_${name}@example.com` }),
  },
  {
    rule: "account.attempts",
    code: "rate_limited",
    doors: {
      http: "429 rate_limited",
      game_auth: "429 rate_limited",
      slime: "LOGIN 7",
      native: "400 3002",
      binary: "denied 0",
    },
    arrange: async ({ door }, { username, email }, name) => {
      await wrongly(door, name === "native" || name === "binary" ? { email } : { username }, 11);
      return { address: door.newAddress() };
    },
  },
  {
    rule: "account.guest",
    code: "invalid_credentials",
    doors: { http: "401 invalid_credentials", game_auth: "401 invalid_credentials", slime: "LOGIN 3" },
    arrange: async ({ door }) => {
      const { json } = await door.call("POST", "/api/auth/guest", { body: {} });
      return { username: json.username };
    },
  },
  {
    rule: "door.secret",
    code: "invalid_credentials",
    doors: { native: "400 3002", binary: "denied 16" },
    arrange: async ({ door }, { id }) => {
      await door.server.database.write.deleteFrom("account_secrets").where("account_id", "=", id).execute();
    },
  },
  {
    rule: "password",
    code: "invalid_credentials",
    doors: {
      http: "401 invalid_credentials",
      game_auth: "401 invalid_credentials",
      slime: "LOGIN 3",
      native: "400 3002",
      binary: "denied 16",
    },
    verdict: "unknown",
    arrange: () => Promise.resolve({ password: "a wrong password" }),
  },
  {
    rule: "second.factor",
    code: "second_factor_required",
    doors: { game_auth: "401 second_factor_required" },
    verdict: "unknown",
    arrange: async ({ door }, { bearer, address }) => {
      const { json: { secret } } = await door.call("POST", "/api/account/totp", { bearer, address });
      const body = { code: codeAt(secret, door.clock.now()) };
      expect((await door.call("POST", "/api/account/totp/verify", { bearer, address, body })).status).toBe(200);
    },
  },
  {
    rule: "door.access",
    code: "door_closed",
    doors: { slime: "LOGIN 3", native: "400 3002", binary: "denied 16" },
    arrange: async ({ door }, { bearer, address }, name) => {
      const path = `/api/account/games/${name === "slime" ? "slime" : "wildstar"}/access`;
      const { status } = await door.call("PUT", path, { bearer, address, body: { access: "closed" } });
      expect(status).toBe(200);
    },
  },
  {
    rule: "account.status",
    code: "account_suspended",
    doors: {
      http: "403 account_suspended",
      game_auth: "403 account_suspended",
      websocket: "auth_error account_suspended",
      slime: "LOGIN 6",
      native: "200 OK",
      binary: "denied 21",
      wildstar_auth: "denied 21",
    },
    arrange: async ({ door }, { id }) => {
      const until = new Date(door.clock.now().getTime() + 60 * MINUTE_MS).toISOString();
      await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "cheating", until });
    },
  },
  {
    rule: "account.status",
    code: "account_banned",
    doors: {
      http: "403 account_banned",
      game_auth: "403 account_banned",
      websocket: "auth_error account_banned",
      slime: "LOGIN 6",
      native: "200 OK",
      binary: "denied 20",
      wildstar_auth: "denied 20",
    },
    arrange: async ({ door }, { id }) =>
      void await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "cheating" }),
  },
  {
    rule: "account.status",
    code: "account_deleting",
    doors: {
      http: "403 account_deleting",
      game_auth: "403 account_deleting",
      slime: "LOGIN 6",
      native: "200 OK",
      binary: "denied 21",
      wildstar_auth: "denied 21",
    },
    arrange: async ({ door }, player, name) => {
      await door.admin("DELETE", `/accounts/${player.id}`, { reason: "by post" });
      // Tokens of before end with it: the player comes by STS anew, and Auth tells.
      return name === "wildstar_auth" ? { token: await door.token(player) } : {};
    },
  },
  {
    rule: "token",
    code: "invalid_token",
    doors: { websocket: "auth_error invalid_token", wildstar_auth: "denied 16" },
    verdict: "unknown",
    arrange: () => Promise.resolve({ bearer: "not.a.token", token: new Uint8Array(16) }),
  },
  {
    rule: "realm.online",
    code: "server_offline",
    doors: { wildstar_auth: "denied 18" },
    arrange: async ({ door }) => void await door.admin("PATCH", "/servers/server_001", { online: false }),
    after: ({ door }) => door.admin("PATCH", "/servers/server_001", { online: true }),
  },
  {
    rule: "hook",
    code: "hook_failed",
    doors: { slime: "closed" },
    arrange: async (stage, player, name) => {
      stage.hook.refuses = true;
      await attemptAt[name](stage.door, player);
    },
    after: ({ hook }) => Promise.resolve(hook.refuses = false),
  },
  {
    rule: "server",
    code: "overloaded",
    doors: { http: "503 overloaded", game_auth: "503 overloaded", slime: "closed" },
    arrange: ({ hasher }) => Promise.resolve(void (hasher.isFull = true)),
    after: ({ hasher }) => Promise.resolve(hasher.isFull = false),
  },
  {
    rule: "server",
    code: "unavailable",
    doors: {
      http: "503 unavailable",
      game_auth: "503 unavailable",
      slime: "closed",
      native: "400 3002",
      binary: "denied 2",
      wildstar_auth: "denied 2",
    },
    arrange: ({ away, door }) => Promise.resolve(away.begin(door.server.database)),
    after: ({ away }) => Promise.resolve(away.end()),
  },
];

/** A database that takes no more transactions, and says so to who asks how it is. */
function createAway() {
  let end = () => {};
  return {
    begin(database: { -readonly [Name in "transaction" | "check"]: Database[Name] }): void {
      const { transaction, check } = database;
      end = () => Object.assign(database, { transaction, check });
      const refuse = () => Promise.reject(new AppError("unavailable", "The database does not answer"));
      Object.assign(database, { transaction: refuse, check: refuse });
    },
    end: () => end(),
  };
}

const hook = { refuses: false };
const full = { isFull: false };
const inline = createInlineHasher();
const hasher = {
  ...inline,
  queue: { ...inline.queue, isFull: () => full.isFull },
  verify: (password: string, hash: string) =>
    full.isFull ? Promise.reject(new AppError("overloaded", "Too many wait")) : inline.verify(password, hash),
};
/** Another module that has a say in Slime's characters. */
const warden = defineGame({
  id: "warden",
  name: "Warden",
  initialize(context) {
    context.registerCharacterCreateHook("slime", () => {
      if (hook.refuses) throw new AppError("hook_failed", "Not on a Sunday");
    });
  },
});

const config = { accounts: { guests: true }, limits: { linesPerAddress: 3 } };

eachDoor(
  "rule, code and wire text of the diagnosis, the door and the trail agree",
  { hasher, config, games: [warden] },
  async (door, t) => {
    const stage: Stage = { door, hasher: full, hook, away: createAway() };
    let players = 0;
    for (const { rule, code, doors, verdict = "refuse", arrange, after } of RULES) {
      for (const [name, wire] of Object.entries(doors) as [DoorName, string][]) {
        await t.step(`${rule} at ${name}`, async () => {
          // A minute later no attempt of before counts.
          door.clock.advance(MINUTE_MS);
          const player = await door.newPlayer(`player_${++players}`);
          const token = name === "wildstar_auth" && rule !== "token" ? await door.token(player) : undefined;
          const other = await arrange(stage, player, name) ?? {};
          const attempt: Attempt = { ...player, ...(token === undefined ? {} : { token }), ...other };
          const asked = new URLSearchParams({
            ...(rule === "account.known" || rule === "account.guest"
              ? {
                name: name === "native" || name === "binary" || name === "wildstar_auth"
                  ? attempt.email
                  : attempt.username,
              }
              : { account: String(player.id) }),
            address: attempt.address,
            door: TRAIL_DOOR[name],
            ...(attempt.mac === undefined ? {} : { mac: attempt.mac }),
          });
          const diagnose = async () => (await door.admin("GET", `/diagnosis?${asked}`)).json;
          const sayingOf = (diagnosis: Diagnosis) => {
            const [at] = diagnosis.doors;
            return [at!.refusedBy, at!.rules.find((each) => each.rule === rule && each.verdict === verdict)?.code];
          };
          // Rows that were refused before a word are written each minute.
          const trailed = async () => {
            await door.server.app.domain.trail.flush();
            const { json } = await door.admin(
              "GET",
              `/trail?door=${TRAIL_DOOR[name]}&address=${attempt.address}&limit=1`,
            );
            return json.items[0];
          };
          await door.server.app.domain.trail.flush();
          expect([rule, name, ...sayingOf(await diagnose())]).toEqual(
            [rule, name, verdict === "refuse" ? rule : null, verdict === "refuse" || rule !== "token" ? code : null],
          );
          expect([rule, name, await attemptAt[name](door, attempt)]).toEqual([rule, name, wire]);
          // STS is told by Auth of what it lets pass.
          const isTold = rule === "account.status" && name === "native";
          const row = isTold ? { rule: null, code: null } : { rule, code };
          const said = wire === "closed" ? "SERVER_CLOSE" : wire;
          await until(async () => (await trailed())?.wire === said);
          expect(await trailed()).toMatchObject({ ...row, wire: said, door: TRAIL_DOOR[name] });
          await after?.(stage);
        });
      }
    }
  },
);

interface Diagnosis {
  readonly doors: readonly {
    readonly refusedBy: string | null;
    readonly rules: readonly { readonly rule: string; readonly verdict: string; readonly code: string | null }[];
  }[];
}
