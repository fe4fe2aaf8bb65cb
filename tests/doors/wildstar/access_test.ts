/** What WildStar's doors take where a second factor is on: docs/contract-accounts.md, "Doors that only know a password". */
import { expect } from "expect";
import { until } from "../../support/until.ts";
import { codeAt } from "../accounts/authenticator.ts";
import { createBackDoor } from "./back_door.ts";
import { denied } from "./binary_client.ts";
import { type Door, eachDoor, oneDoor, PASSWORD, type Player } from "./setup.ts";

const STEP_MS = 30_000;
const MINUTE_MS = 60_000;
const TRAIL_BATCH_MS = 500;
const INVALID_TOKEN = 16;
const GAME = "/api/account/games/wildstar";

const as = (door: Door, { bearer, address }: Player) => (method: string, path: string, body?: unknown) =>
  door.call(method, path, { bearer, address, ...(body === undefined ? {} : { body }) });

async function turnOnSecondFactor(door: Door, player: Player): Promise<() => string> {
  const call = as(door, player);
  const { json: { secret } } = await call("POST", "/api/account/totp");
  const code = () => {
    door.clock.advance(STEP_MS);
    return codeAt(secret, door.clock.now());
  };
  expect((await call("POST", "/api/account/totp/verify", { code: code() })).status).toBe(200);
  return code;
}

async function gamePassword(door: Door, player: Player): Promise<Player> {
  const { status, json } = await as(door, player)("POST", `${GAME}/password`);
  expect(status).toBe(201);
  return { ...player, password: json.password };
}

/** By the native dialect: what the answer to the proof is. */
async function native(door: Door, player: Player): Promise<"in" | "refused"> {
  const client = await door.sts(player.address);
  const isIn = await client.logIn(player);
  await client.line.end();
  return isIn ? "in" : "refused";
}

/** By the documented dialect. */
async function binary(door: Door, player: Player): Promise<"in" | "refused"> {
  const client = await door.binary(player.address);
  await client.line.write(client.hello({ email: player.email }));
  await client.greeted();
  const answer = await client.answer();
  if (answer?.type !== "challenge") throw new Error(`No challenge but ${answer?.type}`);
  const proof = await client.ask(client.proof(player, answer.challenge));
  await client.line.end();
  if (proof?.type === "accepted") return "in";
  expect(proof).toEqual(denied(INVALID_TOKEN));
  return "refused";
}

/** A minute later: both count as attempts of their address. */
const bothDialects = async (door: Door, player: Player) => {
  door.clock.advance(MINUTE_MS);
  return [await native(door, player), await binary(door, player)];
};
const audit = async (door: Door, { id }: Player, action: string) =>
  (await door.admin("GET", `/audit?account=${id}&action=${action}`)).json.items;

eachDoor("with a second factor on a window lets WildStar in, from its address and for its time", {}, async (door) => {
  const ada = await door.newPlayer("ada");
  expect(await bothDialects(door, ada)).toEqual(["in", "in"]);
  await turnOnSecondFactor(door, ada);
  expect(await bothDialects(door, ada)).toEqual(["refused", "refused"]);
  expect(await audit(door, ada, "login.refused")).toMatchObject([
    { door: "wildstar_sts", address: ada.address, reason: "door_closed" },
    { door: "wildstar_sts", address: ada.address, reason: "door_closed" },
  ]);
  expect(await audit(door, ada, "login.failed")).toEqual([]);
  const keptOut = await door.sts(ada.address);
  expect(await keptOut.logIn(ada)).toBe(false);
  expect(await keptOut.gameToken()).toBe(null);
  await keptOut.line.end();

  expect((await as(door, ada)("POST", `${GAME}/window`)).status).toBe(201);
  expect(await native(door, { ...ada, address: door.newAddress() })).toBe("refused");
  expect(await bothDialects(door, ada)).toEqual(["in", "in"]);
  await door.enter(ada);
  door.clock.advance(6 * MINUTE_MS);
  const token = await door.token(ada);
  door.clock.advance(2 * MINUTE_MS);
  expect(await bothDialects(door, ada)).toEqual(["refused", "refused"]);
  expect(await door.askAuth(ada, token)).toMatchObject([{ type: "denied", result: INVALID_TOKEN }]);
});

eachDoor("what either dialect kept out stands in the player's logins, and each can be let in", {}, async (door) => {
  const joan = await door.newPlayer("joan");
  await turnOnSecondFactor(door, joan);
  const old = { ...joan, address: door.newAddress() };
  expect(await bothDialects(door, old)).toEqual(["refused", "refused"]);
  const read = async () => (await as(door, joan)("GET", "/api/account/logins")).json.items;
  const keptOut = async () => (await read()).filter(({ code }: { code: string | null }) => code === "door_closed");
  await until(async () => {
    door.clock.advance(TRAIL_BATCH_MS);
    return (await keptOut()).length === 2;
  });
  for (const { id, address, result } of await keptOut()) {
    expect([address, result]).toEqual([old.address, "refused"]);
    const opened = await as(door, joan)("POST", `${GAME}/window`, { attempt: id });
    expect(opened).toMatchObject({ status: 201, json: { address: old.address } });
  }
  expect(await bothDialects(door, old)).toEqual(["in", "in"]);
});

eachDoor("a game password is the one that counts, and its verifier the only one", {}, async (door) => {
  const grace = await door.newPlayer("grace");
  const bySecret = await gamePassword(door, grace);
  expect(await bothDialects(door, grace)).toEqual(["refused", "refused"]);
  expect(await audit(door, grace, "login.failed")).toHaveLength(2);
  expect(await bothDialects(door, bySecret)).toEqual(["in", "in"]);
  await door.enter(bySecret);
  const { json: { games } } = await as(door, grace)("GET", "/api/account/games");
  expect(games.find((game: { gameId: string }) => game.gameId === "wildstar")).toMatchObject({
    doors: ["wildstar_sts", "wildstar_auth"],
    access: "game_password",
    gamePassword: { lastUsed: door.clock.now().toISOString(), lastAddress: grace.address },
  });

  const login = (password: string) => door.call("POST", "/api/auth/login", { body: { username: "grace", password } });
  expect((await login(bySecret.password)).status).toBe(401);
  expect((await login(PASSWORD)).status).toBe(200);
  expect(await bothDialects(door, bySecret)).toEqual(["in", "in"]);
  expect(await native(door, grace)).toBe("refused");
});

eachDoor("what is played by a game password ends with it, tokens and all", {}, async (door) => {
  const mary = await gamePassword(door, await door.newPlayer("mary"));
  const token = await door.token(mary);
  const client = await door.sts(mary.address);
  expect(await client.logIn(mary)).toBe(true);
  expect((await as(door, mary)("DELETE", `${GAME}/password`)).status).toBe(204);
  expect(await client.gameToken()).toBe(null);
  expect(await door.askAuth(mary, token)).toMatchObject([{ type: "denied", result: INVALID_TOKEN }]);
  const failures = (await audit(door, mary, "login.failed")).length;
  expect(await bothDialects(door, mary)).toEqual(["refused", "refused"]);
  expect(await bothDialects(door, { ...mary, password: PASSWORD, address: door.newAddress() })).toEqual([
    "refused",
    "refused",
  ]);
  expect((await audit(door, mary, "login.failed")).length).toBe(failures);

  door.clock.advance(MINUTE_MS);
  const body = { access: "password", password: PASSWORD };
  expect((await as(door, mary)("PUT", `${GAME}/access`, body)).status).toBe(200);
  expect(await native(door, { ...mary, password: PASSWORD, address: door.newAddress() })).toBe("in");
});

eachDoor("the e-mail that a game password hangs on ends it with its change", {}, async (door) => {
  const hedy = await gamePassword(door, await door.newPlayer("hedy"));
  const slime = await as(door, hedy)("POST", "/api/account/games/slime/password");
  const change = { email: "hedy.new@example.com", password: PASSWORD };
  expect((await as(door, hedy)("POST", "/api/account/email", change)).status).toBe(204);
  for (const password of [hedy.password, PASSWORD]) {
    expect(await native(door, { ...hedy, email: "hedy.new@example.com", password })).toBe("refused");
  }
  const { json: { games } } = await as(door, hedy)("GET", "/api/account/games");
  expect(games.map(({ gameId, access }: { gameId: string; access: string }) => [gameId, access])).toEqual([
    ["slime", "game_password"],
    ["wildstar", "closed"],
  ]);
  expect(slime.status).toBe(201);
});

const backDoor = createBackDoor();
oneDoor("of a game password nothing but its own secret is kept, and of the account's none for that game", {
  games: [backDoor.game],
}, async (door) => {
  const joan = await door.newPlayer("joan");
  const { password } = await gamePassword(door, joan);
  const count = async (table: string) =>
    (await backDoor.query(`select * from ${table} where account_id = ?`, [joan.id])).length;
  expect([await count("account_secrets"), await count("game_password_secrets"), await count("game_passwords")])
    .toEqual([0, 1, 1]);
  const login = await door.call("POST", "/api/auth/login", { body: { username: "joan", password: PASSWORD } });
  expect(login.status).toBe(200);
  const change = { currentPassword: PASSWORD, newPassword: "another one" };
  await as(door, joan)("POST", "/api/auth/password", change);
  expect(await count("account_secrets")).toBe(0);
  expect(await native(door, { ...joan, password })).toBe("in");
  await as(door, joan)("PUT", `${GAME}/access`, { access: "closed" });
  expect([await count("account_secrets"), await count("game_password_secrets"), await count("game_passwords")])
    .toEqual([0, 0, 0]);
});

oneDoor("without an e-mail there is no game password for WildStar", {}, async (door) => {
  const nameless = await door.newPlayer("nameless", null);
  expect(await as(door, nameless)("POST", `${GAME}/password`)).toMatchObject({
    status: 409,
    json: { code: "email_required" },
  });
});

oneDoor("a guest who keeps the account with an e-mail comes in by its password", {
  config: { accounts: { guests: true } },
}, async (door) => {
  const address = door.newAddress();
  const { json: guest } = await door.call("POST", "/api/auth/guest", { body: {}, address });
  const mara = { username: "mara", email: "mara@example.com", password: PASSWORD };
  const kept = await door.call("POST", "/api/account/upgrade", { bearer: guest.token, body: mara, address });
  expect(kept.status).toBe(200);
  expect(await door.enter({ ...mara, address, id: guest.id, bearer: kept.json.token })).toMatchObject({
    accountId: guest.id,
  });
});
