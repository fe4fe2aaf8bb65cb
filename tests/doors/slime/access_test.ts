/** What a client that can send only a password is let in by: docs/contract-accounts.md, "Doors that only know a password". */
import { expect } from "expect";
import { codeAt } from "../accounts/authenticator.ts";
import type { SlimeClient } from "./client.ts";
import { type Door, eachDoor, oneDoor, PASSWORD } from "./setup.ts";

const IN = 1;
const WRONG = 3;
const SUSPENDED = 6;
const STEP_MS = 30_000;
const MINUTE_MS = 60_000;

interface Player {
  readonly username: string;
  readonly address: string;
  readonly bearer: string;
  call(method: string, path: string, body?: unknown): ReturnType<Door["call"]>;
}

async function newPlayer(door: Door, username: string): Promise<Player> {
  const address = door.newAddress();
  const { json } = await door.call("POST", "/api/auth/register", { body: { username, password: PASSWORD }, address });
  return playerOf(door, { username, address, bearer: json.token });
}

function playerOf(door: Door, known: Pick<Player, "username" | "address" | "bearer">): Player {
  const { bearer, address } = known;
  const call: Player["call"] = (method, path, body) =>
    door.call(method, path, { bearer, address, ...(body === undefined ? {} : { body }) });
  return { ...known, call };
}

/** @returns the code of the next step */
async function turnOnSecondFactor(door: Door, player: Player): Promise<() => string> {
  const { json: { secret } } = await player.call("POST", "/api/account/totp");
  const code = () => {
    door.clock.advance(STEP_MS);
    return codeAt(secret, door.clock.now());
  };
  expect((await player.call("POST", "/api/account/totp/verify", { code: code() })).status).toBe(200);
  return code;
}

/** One LOGIN on a line of its own. @returns its case */
async function logIn(door: Door, username: string, password: string, address = door.newAddress()): Promise<number> {
  const line = await door.connect(address);
  const result = await logInOn(line, username, password);
  line.close();
  return result;
}

async function logInOn(line: SlimeClient, username: string, password: string): Promise<number> {
  const answer = await line.login({ username, password });
  return typeof answer === "number" ? answer : IN;
}

const slimeOf = async (player: Player) =>
  (await player.call("GET", "/api/account/games")).json.games.find((game: { gameId: string }) =>
    game.gameId === "slime"
  );
const refusals = async (door: Door, username: string) =>
  (await door.admin("GET", `/audit?account=${await door.accountId(username)}&action=login.refused`)).json.items;
/** What the player's own list says was kept out, newest first: what was answered stands there at once. */
async function refusedLogins(player: Player) {
  const { json: { items } } = await player.call("GET", "/api/account/logins");
  return items.filter((login: { code: string | null }) => login.code === "door_closed");
}
const failures = async (door: Door, username: string) =>
  (await door.admin("GET", `/audit?account=${await door.accountId(username)}&action=login.failed`)).json.items.length;

eachDoor("an account is let in by its password until a second factor is on", {}, async (door) => {
  const ada = await newPlayer(door, "ada");
  expect(await slimeOf(ada)).toEqual({
    gameId: "slime",
    name: "Slime Online 2",
    doors: ["slime"],
    access: "password",
    needsEmail: false,
    gamePassword: null,
    window: null,
  });
  expect(await logIn(door, "ada", PASSWORD)).toBe(IN);
  const code = await turnOnSecondFactor(door, ada);
  expect(await slimeOf(ada)).toMatchObject({ access: "window" });
  expect(await logIn(door, "ada", PASSWORD, ada.address)).toBe(WRONG);
  expect(await refusals(door, "ada")).toMatchObject([{ door: "slime", address: ada.address, reason: "door_closed" }]);
  expect(await failures(door, "ada")).toBe(0);
  expect(await logIn(door, "ada", "something else", ada.address)).toBe(WRONG);
  expect(await failures(door, "ada")).toBe(1);

  for (const password of [null, ""]) {
    const same = await ada.call("PUT", "/api/account/games/slime/access", { access: "window", password });
    expect(same).toMatchObject({ status: 200, json: { access: "window" } });
  }
  const body = { access: "password", password: PASSWORD };
  expect(await ada.call("PUT", "/api/account/games/slime/access", body)).toMatchObject({
    status: 403,
    json: { code: "forbidden" },
  });
  await ada.call("POST", "/api/auth/confirm", { password: PASSWORD, code: code() });
  expect((await ada.call("DELETE", "/api/account/totp")).status).toBe(204);
  expect(await slimeOf(ada)).toMatchObject({ access: "window" });
  expect((await ada.call("PUT", "/api/account/games/slime/access", body)).json).toMatchObject({ access: "password" });
  expect(await logIn(door, "ada", PASSWORD)).toBe(IN);
});

eachDoor("a second factor that is turned on ends the line that came by the password alone", {}, async (door) => {
  const lea = await newPlayer(door, "lea");
  const line = await door.connect();
  await line.enter({ username: "lea", password: PASSWORD });
  const ended = line.isTurnedAway();
  const { json: { secret } } = await lea.call("POST", "/api/account/totp");
  const code = codeAt(secret, door.clock.now());
  expect((await lea.call("POST", "/api/account/totp/verify", { code })).status).toBe(200);
  expect(await ended).toBe(true);
});

eachDoor("a window lets one address in for its time, and its line stays", {}, async (door) => {
  const grace = await newPlayer(door, "grace");
  await turnOnSecondFactor(door, grace);
  const opened = await grace.call("POST", "/api/account/games/slime/window");
  expect(opened).toMatchObject({ status: 201, json: { address: grace.address } });
  expect(Date.parse(opened.json.until)).toBe(door.clock.now().getTime() + 10 * MINUTE_MS);
  expect((await slimeOf(grace)).window).toEqual(opened.json);

  expect(await logIn(door, "grace", PASSWORD)).toBe(WRONG);
  const line = await door.connect(grace.address);
  expect(await logInOn(line, "grace", PASSWORD)).toBe(IN);
  expect((await grace.call("DELETE", "/api/account/games/slime/window")).status).toBe(204);
  expect(await line.isAnswered()).toBe(true);
  expect(await logIn(door, "grace", PASSWORD, grace.address)).toBe(WRONG);

  await grace.call("POST", "/api/account/games/slime/window", { minutes: 10 });
  door.clock.advance(10 * MINUTE_MS - 1);
  expect(await logIn(door, "grace", PASSWORD, grace.address)).toBe(IN);
  door.clock.advance(1);
  expect(await logIn(door, "grace", PASSWORD, grace.address)).toBe(WRONG);
  expect((await slimeOf(grace)).window).toBe(null);
});

eachDoor(
  "a window holds from ten minutes to twelve hours, and for an IPv6 network of one customer",
  {},
  async (door) => {
    const hedy = await newPlayer(door, "hedy");
    const v6 = playerOf(door, { ...hedy, address: "2001:db8:1:2::5" });
    for (const minutes of [9, 721, 10.5, "10"]) {
      expect((await v6.call("POST", "/api/account/games/slime/window", { minutes })).status).toBe(422);
    }
    expect(await v6.call("POST", "/api/account/games/nowhere/window")).toMatchObject({ status: 404 });
    await turnOnSecondFactor(door, hedy);
    const { json } = await v6.call("POST", "/api/account/games/slime/window", { minutes: 720 });
    expect(json.address).toBe("2001:db8:1:2::/64");
    expect(await logIn(door, "hedy", PASSWORD, "2001:db8:1:2:aaaa::1")).toBe(IN);
    expect(await logIn(door, "hedy", PASSWORD, "2001:db8:1:3::5")).toBe(WRONG);
  },
);

eachDoor(
  "a game has one window: the next ends the one before, also for a login that came by IPv6",
  {},
  async (door) => {
    const edith = await newPlayer(door, "edith");
    await turnOnSecondFactor(door, edith);
    const path = "/api/account/games/slime/window";
    expect((await edith.call("POST", path)).status).toBe(201);
    const laptop = playerOf(door, { ...edith, address: door.newAddress() });
    expect((await laptop.call("POST", path)).json.address).toBe(laptop.address);
    expect(await logIn(door, "edith", PASSWORD, edith.address)).toBe(WRONG);
    expect(await logIn(door, "edith", PASSWORD, laptop.address)).toBe(IN);

    expect(await logIn(door, "edith", PASSWORD, "2001:db8:7:8::9")).toBe(WRONG);
    const attempt = (await refusedLogins(edith)).find(({ address }: { address: string }) => address.includes(":")).id;
    expect((await edith.call("POST", path, { attempt })).json.address).toBe("2001:db8:7:8::/64");
    expect(await logIn(door, "edith", PASSWORD, "2001:db8:7:8:9::1")).toBe(IN);
    expect(await logIn(door, "edith", PASSWORD, laptop.address)).toBe(WRONG);
  },
);

eachDoor("a deletion ends the line, and keeps the client out as a suspension does", {}, async (door) => {
  const olga = await newPlayer(door, "olga");
  const line = await door.connect();
  await line.enter({ username: "olga", password: PASSWORD });
  const ended = line.isTurnedAway();
  expect((await olga.call("POST", "/api/account/deletion")).status).toBe(202);
  expect(await ended).toBe(true);
  expect(await logIn(door, "olga", "something else")).toBe(WRONG);
  expect(await logIn(door, "olga", PASSWORD)).toBe(SUSPENDED);
  expect(await refusals(door, "olga")).toMatchObject([{ door: "slime", reason: "account_deleting" }]);
  const body = { username: "olga", password: PASSWORD };
  const { json: { challenge } } = await door.call("POST", "/api/auth/login", { body });
  expect((await door.call("POST", "/api/auth/restore", { body: { challenge } })).status).toBe(200);
  expect(await logIn(door, "olga", PASSWORD)).toBe(IN);
});

eachDoor("a line is among its player's sessions, by the game's name, and can be ended there", {}, async (door) => {
  const pia = await newPlayer(door, "pia");
  const address = door.newAddress();
  const line = await door.connect(address);
  await line.enter({ username: "pia", password: PASSWORD });
  const list = async () => (await pia.call("GET", "/api/account/sessions")).json.sessions;
  const [browser, client] = await list();
  expect(browser).toMatchObject({ door: "http", current: true });
  const now = door.clock.now().toISOString();
  expect(client).toEqual({
    id: expect.any(String),
    door: "slime",
    address,
    device: "Slime Online 2",
    gameId: "slime",
    character: expect.any(Number),
    createdAt: now,
    lastActive: now,
    expiresAt: null,
    current: false,
    secondFactor: false,
  });
  const ended = line.isTurnedAway();
  expect((await pia.call("DELETE", `/api/account/sessions/${client.id}`)).status).toBe(204);
  expect(await ended).toBe(true);
  expect(await list()).toHaveLength(1);
});

eachDoor("a refused login can be let in by its player, and by nobody who came later", {}, async (door) => {
  const joan = await newPlayer(door, "joan");
  const code = await turnOnSecondFactor(door, joan);
  const old = door.newAddress();
  expect(await logIn(door, "joan", PASSWORD, old)).toBe(WRONG);
  const [login] = await refusedLogins(joan);
  const device = "Slime Online 2";
  expect(login).toMatchObject({ door: "slime", address: old, device, result: "refused", code: "door_closed" });
  const attempt = login.id;

  const stranger = await newPlayer(door, "stranger");
  await turnOnSecondFactor(door, stranger);
  const open = (who: Player, id: number) => who.call("POST", "/api/account/games/slime/window", { attempt: id });
  expect((await open(stranger, attempt)).status).toBe(404);

  const { json: { challenge } } = await door.call("POST", "/api/auth/login", {
    body: { username: "joan", password: PASSWORD },
  });
  const { json: { token: bearer } } = await door.call("POST", "/api/auth/second-factor", {
    body: { challenge, code: code() },
  });
  const late = playerOf(door, { ...joan, bearer });
  expect((await open(late, attempt)).status).toBe(404);

  // A wrong password was nobody's who may be let in.
  expect(await logIn(door, "joan", "something else", door.newAddress())).toBe(WRONG);
  const { json: { items } } = await joan.call("GET", "/api/account/logins");
  const wrong = items.find(({ result }: { result: string }) => result === "failed");
  expect((await open(joan, wrong.id)).status).toBe(404);
  for (const bad of [0, -1, 1.5, "1"]) {
    expect((await joan.call("POST", "/api/account/games/slime/window", { attempt: bad })).status).toBe(422);
  }

  expect(await open(joan, attempt)).toMatchObject({ status: 201, json: { address: old } });
  expect(await logIn(door, "joan", PASSWORD, old)).toBe(IN);
  await joan.call("POST", "/api/auth/confirm", { password: PASSWORD, code: code() });
  door.clock.advance(15 * MINUTE_MS);
  await joan.call("POST", "/api/auth/confirm", { password: PASSWORD, code: code() });
  expect((await open(joan, attempt)).status).toBe(404);
});

eachDoor("a game password opens this game and nothing else", {}, async (door) => {
  const mary = await newPlayer(door, "mary");
  const byPassword = await door.connect();
  expect(await logInOn(byPassword, "mary", PASSWORD)).toBe(IN);

  const { status, json: { password } } = await mary.call("POST", "/api/account/games/slime/password");
  expect(status).toBe(201);
  expect(password).toMatch(/^[a-km-np-z2-9]{16}$/);
  expect(await slimeOf(mary)).toMatchObject({
    access: "game_password",
    gamePassword: { createdAt: door.clock.now().toISOString(), lastUsed: null, lastAddress: null },
  });
  expect(await logIn(door, "mary", PASSWORD)).toBe(WRONG);
  expect(await failures(door, "mary")).toBe(1);
  const line = await door.connect();
  expect(await logInOn(line, "mary", password)).toBe(IN);
  expect((await slimeOf(mary)).gamePassword.lastUsed).toBe(door.clock.now().toISOString());

  const login = { username: "mary", password };
  expect((await door.call("POST", "/api/auth/login", { body: login })).status).toBe(401);
  const website = { authentication_method: "website", credentials: login };
  expect((await door.call("POST", "/auth/authenticate", { body: website })).status).toBe(401);
  expect((await mary.call("POST", "/api/auth/confirm", { password })).status).toBe(401);
  expect((await mary.call("POST", "/api/account/email", { password, email: "m@example.org" })).status).toBe(401);
  expect((await door.call("POST", "/api/auth/login", { body: { ...login, password: PASSWORD } })).status).toBe(200);

  const ended = line.isTurnedAway();
  const { json: newer } = await mary.call("POST", "/api/account/games/slime/password");
  expect(await ended).toBe(true);
  expect(await logIn(door, "mary", password)).toBe(WRONG);
  expect(await logIn(door, "mary", newer.password)).toBe(IN);

  expect((await mary.call("DELETE", "/api/account/games/slime/password")).status).toBe(204);
  expect(await slimeOf(mary)).toMatchObject({ access: "closed", gamePassword: null });
  for (const typed of [newer.password, PASSWORD, "nonsense"]) expect(await logIn(door, "mary", typed)).toBe(WRONG);
  expect(await failures(door, "mary")).toBe(6);
  expect((await refusals(door, "mary")).length).toBe(3);

  const access = "/api/account/games/slime/access";
  expect((await mary.call("PUT", access, { access: "password" })).status).toBe(422);
  expect((await mary.call("PUT", access, { access: "password", password: "wrong" })).status).toBe(401);
  expect((await mary.call("PUT", access, { access: "password", password: PASSWORD })).status).toBe(200);
  expect(await logIn(door, "mary", PASSWORD)).toBe(IN);

  const { json: { items } } = await door.admin("GET", `/audit?account=${await door.accountId("mary")}`);
  const done = items.map(({ action, reason }: { action: string; reason: string }) => `${action} ${reason}`);
  expect(done.filter((entry: string) => entry.startsWith("door.")).toReversed()).toEqual([
    "door.password slime: made",
    "door.password slime: made",
    "door.password slime: ended",
    "door.access slime: password",
  ]);
});

eachDoor("a change of the password keeps game passwords unless it is told to end them", {}, async (door) => {
  const emmy = await newPlayer(door, "emmy");
  const { json: { password } } = await emmy.call("POST", "/api/account/games/slime/password");
  const change = { currentPassword: PASSWORD, newPassword: "another one" };
  expect((await emmy.call("POST", "/api/auth/password", change)).status).toBe(204);
  expect(await logIn(door, "emmy", password)).toBe(IN);
  expect(await logIn(door, "emmy", "another one")).toBe(WRONG);
  const back = { currentPassword: "another one", newPassword: PASSWORD, endGamePasswords: true };
  expect((await emmy.call("POST", "/api/auth/password", back)).status).toBe(204);
  expect(await logIn(door, "emmy", password)).toBe(WRONG);
  expect(await slimeOf(emmy)).toMatchObject({ access: "closed", gamePassword: null });
});

oneDoor("an old proof of the account makes no game password", {}, async (door) => {
  const lise = await newPlayer(door, "lise");
  door.clock.advance(10 * MINUTE_MS);
  for (
    const [method, path, body] of [
      ["PUT", "access", { access: "closed" }],
      ["POST", "password", undefined],
      ["DELETE", "password", undefined],
      ["POST", "window", undefined],
    ] as const
  ) {
    expect(await lise.call(method, `/api/account/games/slime/${path}`, body)).toMatchObject({
      status: 403,
      json: { code: "confirmation_required" },
    });
  }
});

const REQUIRED = { config: { accounts: { doors: { slime: "required" } } } };
eachDoor(
  "where a game password is required, the door registers nobody and takes no password",
  REQUIRED,
  async (door) => {
    const line = await door.connect();
    expect(await line.register({ username: "newcomer", password: PASSWORD, mac: "" })).toBe(2);
    const rosa = await newPlayer(door, "rosa");
    expect(await slimeOf(rosa)).toMatchObject({ access: "closed" });
    expect(await logIn(door, "rosa", PASSWORD)).toBe(WRONG);
    for (const access of ["password", "window"]) {
      const answer = await rosa.call("PUT", "/api/account/games/slime/access", { access, password: PASSWORD });
      expect(answer).toMatchObject({ status: 403, json: { code: "forbidden" } });
    }
    expect((await rosa.call("POST", "/api/account/games/slime/window")).status).toBe(403);
    const { json: { password } } = await rosa.call("POST", "/api/account/games/slime/password");
    expect(await logIn(door, "rosa", password)).toBe(IN);
  },
);
