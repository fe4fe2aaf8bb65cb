import { expect } from "expect";
import { AppError, type ErrorCode, type ErrorDetails } from "../../../lib/platform/errors.ts";
import type { ServerMessage } from "../../../lib/games/slime/protocol/messages.ts";
import { encodeServerMessage } from "../../../lib/games/slime/protocol/server_codec.ts";
import {
  type Behaviour,
  character,
  createFakeLine,
  createFakePlayerIds,
  frameOf,
  login,
  register,
} from "./fake_line.ts";

const fails = (code: ErrorCode, details: ErrorDetails = {}) => () => Promise.reject(new AppError(code, "No", details));

const names = (calls: readonly { name: string }[]) => calls.map(({ name }) => name);

Deno.test("a right login gets case 1 and the account data, to the last byte", async () => {
  const line = createFakeLine();
  await line.send(login);
  const [answer, ...more] = line.received();
  expect(more).toEqual([]);
  expect([...encodeServerMessage(answer!)]).toEqual([
    ...[0x0a, 0x00, 1], // LOGIN, success
    ...[1, 0], // player id
    ...[0xba, 0x6b, 0x02, 0x6b], // 2026-11-22T04:12:42Z
    ...new TextEncoder().encode("Welcome!\0"),
    ...[1, 4, 12], // Sunday, 04:12
    ...new TextEncoder().encode("testuser\0"),
    ...[160, 0, 120, 0, 1, 0], // x, y, room
    ...[1, 0, 0, 0, 0, 0], // body, accessories
    ...[0, 0, 0, 0, 0], // points, signature
    ...[0, 0, 0, 0, 0, 0, 0], // quest, step, trees, objects
    ...new Array(5 + 18 + 18 + 18 + 9).fill(0), // emotes, outfits, accessories, items, tools
  ]);
  expect(line.isAuthenticated()).toBe(true);
  expect(line.closedBecause()).toBeNull();
});

Deno.test("the password is proven, then the character found, and the seat taken last", async () => {
  const line = createFakeLine();
  await line.send(login);
  expect(names(line.calls)).toEqual(["logIn", "list", "take"]);
  expect(line.calls[0]!.input).toEqual({
    username: "testuser",
    password: "password123",
    address: "192.0.2.1",
    macAddress: "00-11-22-33-44-55",
  });
  expect(line.calls[2]!.input).toMatchObject({
    accountId: 42,
    characterId: 7,
    door: "slime",
    address: "192.0.2.1",
    macAddress: "00-11-22-33-44-55",
  });
});

Deno.test("an empty MAC address is none", async () => {
  const line = createFakeLine();
  await line.send({ ...login, macAddress: "" });
  expect(line.calls[0]!.input).not.toHaveProperty("macAddress");
});

Deno.test("a wrong version is case 5, before anything is asked", async () => {
  const line = createFakeLine();
  await line.send({ ...login, version: "0.105" });
  expect(line.received()).toEqual([{ type: "login_result", result: "wrong_version" }]);
  expect(line.calls).toEqual([]);
});

const loginCases: [string, Behaviour, number][] = [
  ["an unknown account", { logIn: fails("invalid_credentials", { unknownAccount: true }) }, 2],
  ["an unknown account that is hidden", {
    logIn: fails("invalid_credentials", { unknownAccount: true }),
    hideUnknownAccounts: true,
  }, 3],
  ["a wrong password", { logIn: fails("invalid_credentials", { unknownAccount: false }) }, 3],
  ["a password that nobody can have", { logIn: fails("invalid_input") }, 3],
  ["a banned account", { logIn: fails("account_banned") }, 6],
  ["a suspended account", { logIn: fails("account_suspended") }, 6],
  ["an account banned in the last moment", { take: fails("account_banned") }, 6],
  ["a banned address", { logIn: fails("address_banned") }, 7],
  ["too many attempts", { logIn: fails("rate_limited") }, 7],
  ["a banned MAC address", { logIn: fails("mac_banned") }, 8],
];

for (const [name, behaviour, loginCase] of loginCases) {
  Deno.test(`${name} is case ${loginCase}, and the line goes on`, async () => {
    const line = createFakeLine(behaviour);
    await line.send(login);
    const [answer] = line.received();
    expect([...encodeServerMessage(answer!)]).toEqual([10, 0, loginCase]);
    expect(line.isAuthenticated()).toBe(false);
    await line.send({ type: "ping" });
    expect(line.received()).toEqual([{ type: "ping" }]);
    expect(line.closedBecause()).toBeNull();
  });
}

Deno.test("a login after a failed one may succeed", async () => {
  let attempts = 0;
  const logIn: NonNullable<Behaviour["logIn"]> = () =>
    attempts++ === 0
      ? Promise.reject(new AppError("invalid_credentials", "No"))
      : Promise.resolve({ id: 42, username: "testuser", email: null });
  const line = createFakeLine({ logIn });
  await line.send(login, login);
  expect(line.received()).toMatchObject([{ result: "wrong_password" }, { result: "success" }]);
});

const undecided: [string, Behaviour][] = [
  ["the database is gone", { logIn: fails("unavailable") }],
  ["the hash queue is full", { logIn: fails("overloaded") }],
  ["something fails that nobody foresaw", { logIn: () => Promise.reject(new TypeError("undefined is no function")) }],
  ["the database goes away before the character is found", { list: fails("unavailable") }],
  ["the database goes away before the rows are read", { query: fails("unavailable") }],
  ["the rows are not there", { query: () => Promise.resolve([[]]) }],
  ["the rows hold what fits no field", { query: () => Promise.resolve([[{}]]) }],
  ["the database goes away before the seat is taken", { take: fails("unavailable") }],
  ["no player id is free", {
    playerIds: { prepare: () => ({ take: fails("overloaded"), touch: () => {}, giveBack: () => Promise.resolve() }) },
  }],
  ["a hook is too slow", { list: () => Promise.resolve([]), create: fails("hook_timeout") }],
];

for (const [name, behaviour] of undecided) {
  Deno.test(`when ${name}, the line is closed without a verdict`, async () => {
    const line = createFakeLine(behaviour);
    await line.send(login);
    expect(line.received()).toEqual([{ type: "server_close" }]);
    expect(line.closedBecause()).toBe("could not decide");
  });
}

Deno.test("the player id is taken in the transaction of the seat, and not without it", async () => {
  const events: string[] = [];
  const playerIds = createFakePlayerIds(events);
  await createFakeLine({ take: fails("unavailable"), playerIds }).send(login);
  expect(events).toEqual([]);
  await createFakeLine({ playerIds }).send(login);
  expect(events).toEqual(["number 2 taken"]);
});

Deno.test("an account that registered elsewhere gets its character at its first login", async () => {
  const line = createFakeLine({ list: () => Promise.resolve([]) });
  await line.send(login);
  expect(line.calls.find(({ name }) => name === "create")!.input).toEqual({ accountId: 42, name: "testuser" });
  expect(line.received()).toMatchObject([{ result: "success" }]);
});

Deno.test("of two first logins at once, the one that comes too late finds the other's character", async () => {
  let asked = 0;
  const list = () => Promise.resolve(asked++ === 0 ? [] : [character]);
  const line = createFakeLine({ list, create: fails("name_taken") });
  await line.send(login);
  expect(line.received()).toMatchObject([{ result: "success" }]);
});

Deno.test("every split of a login frame gives the same answer", async () => {
  const bytes = frameOf(login);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const line = createFakeLine();
    await line.session.receive(bytes.slice(0, cut));
    if (cut < bytes.length) expect(line.received()).toEqual([]);
    await line.session.receive(bytes.slice(cut));
    expect(names(line.calls)).toEqual(["logIn", "list", "take"]);
  }
});

Deno.test("a login byte by byte, and a register and a login in one read", async () => {
  const slow = createFakeLine();
  for (const byte of frameOf(login)) await slow.session.receive(Uint8Array.of(byte));
  expect(slow.received()).toMatchObject([{ type: "login_result", result: "success" }]);

  const fast = createFakeLine();
  await fast.send(register, login);
  expect(fast.received()).toMatchObject([{ type: "register_result" }, { type: "login_result", result: "success" }]);
});

for (const version of [null, "0.106"]) {
  Deno.test(`REGISTER ${version === null ? "without" : "with"} a version makes an account, and the line goes on`, async () => {
    const line = createFakeLine();
    await line.send({ ...register, version });
    expect(line.received()).toEqual([{ type: "register_result", result: "success" }]);
    expect(line.calls).toEqual([{
      name: "register",
      input: {
        username: "testuser",
        password: "password123",
        address: "192.0.2.1",
        macAddress: "00-11-22-33-44-55",
      },
    }]);
    expect(line.isAuthenticated()).toBe(false);
    expect(line.closedBecause()).toBeNull();
  });
}

Deno.test("REGISTER with a wrong version is 2, before anything is asked", async () => {
  const line = createFakeLine();
  await line.send({ ...register, version: "0.105" });
  expect(line.received()).toEqual([{ type: "register_result", result: "exists" }]);
  expect(line.calls).toEqual([]);
});

const registerResults: [ErrorCode, number][] = [
  ["username_taken", 2],
  ["name_taken", 2],
  ["invalid_input", 2],
  ["hook_failed", 2],
  ["address_banned", 3],
  ["rate_limited", 3],
  ["mac_banned", 4],
];

for (const [code, result] of registerResults) {
  Deno.test(`REGISTER that fails with ${code} is ${result}, and the line goes on`, async () => {
    const line = createFakeLine({ register: fails(code) });
    await line.send(register);
    const [answer] = line.received() as [ServerMessage];
    expect([...encodeServerMessage(answer)]).toEqual([7, 0, result]);
    expect(line.closedBecause()).toBeNull();
  });
}

for (const code of ["unavailable", "overloaded", "hook_timeout", "internal"] as const) {
  Deno.test(`REGISTER that fails with ${code} closes the line without a verdict`, async () => {
    const line = createFakeLine({ register: fails(code) });
    await line.send(register);
    expect(line.received()).toEqual([{ type: "server_close" }]);
    expect(line.closedBecause()).toBe("could not decide");
  });
}
