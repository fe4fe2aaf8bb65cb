import { expect } from "expect";
import { proxyHeader } from "../../support/proxy_header.ts";
import { SlimeClient } from "../slime/client.ts";
import { type Door, eachDoor, expectProblem, expectWrongFields, PASSWORD } from "./setup.ts";
import { WIDE_POOL } from "../../support/test_server.ts";

const PATH = "/api/auth/register";
const DAY_MS = 24 * 60 * 60_000;
/** One letter as two characters, which NFC makes one of two bytes. */
const E_ACUTE = "e\u0301";

const register = (door: Door, body: unknown, address?: string) =>
  door.call("POST", PATH, { body, ...(address === undefined ? {} : { address }) });

eachDoor("registration", { env: WIDE_POOL }, async (door, t) => {
  await t.step("a new account gets a token, its id and its name as it was typed", async () => {
    const answer = await register(door, { username: "Ada_1", password: PASSWORD, email: "Ada@Example.org" });
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({ token: expect.any(String), id: expect.any(Number), username: "Ada_1" });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const { json } = await door.call("GET", "/api/auth/verify", { bearer: answer.json.token });
    expect(json).toEqual({ success: true, userId: answer.json.id, username: "Ada_1" });
  });

  await t.step("a username or an e-mail that somebody has is taken, in any case", async () => {
    expectProblem(await register(door, { username: "ADA_1", password: PASSWORD }), 409, "username_taken");
    const email = { username: "ada_2", password: PASSWORD, email: "aDA@example.ORG" };
    expectProblem(await register(door, email), 409, "email_taken");
    expect((await register(door, { ...email, email: "ada_2@example.org" })).status).toBe(201);
  });

  await t.step("usernames have 3 to 20 letters, digits and underscores", async () => {
    for (const username of ["abc", "_0_", "a".repeat(20)]) {
      expect([username, (await register(door, { username, password: PASSWORD })).status]).toEqual([username, 201]);
    }
    const wrong = [
      "",
      "ab",
      "b".repeat(21),
      "a b",
      "a-b",
      "Zoë",
      "ada\n",
      " ada",
      "a\u0000b",
      "\ud800aaa",
      "а́да",
      "💣💣💣",
    ];
    for (const username of wrong) {
      expectWrongFields(await register(door, { username, password: PASSWORD }), ["username"]);
    }
  });

  const passwords: readonly [name: string, password: string, isRight: boolean][] = [
    ["5 letters", "abcde", false],
    ["6 letters", "abcdef", true],
    ["5 emoji of 20 bytes", "🗝".repeat(5), false],
    ["6 emoji", "🗝".repeat(6), true],
    ["5 letters that are 10 before NFC", E_ACUTE.repeat(5), false],
    ["6 letters that are 12 before NFC", E_ACUTE.repeat(6), true],
    ["72 bytes", "a".repeat(72), true],
    ["73 bytes", "a".repeat(73), false],
    ["18 emoji, 72 bytes", "🗝".repeat(18), true],
    ["19 emoji, 76 bytes", "🗝".repeat(19), false],
    ["72 bytes that are 108 before NFC", E_ACUTE.repeat(36), true],
    ["74 bytes that are 111 before NFC", E_ACUTE.repeat(37), false],
    ["spaces", "      ", true],
    ["a NUL", "abc\u0000def", false],
    ["a lone surrogate", "abcdef\udc00", false],
  ];
  for (const [index, [name, password, isRight]] of passwords.entries()) {
    await t.step(`a password of ${name} is ${isRight ? "taken, and opens the account" : "refused"}`, async () => {
      const username = `password_${index}`;
      const answer = await register(door, { username, password });
      if (!isRight) return expectWrongFields(answer, ["password"]);
      expect(answer.status).toBe(201);
      const composed = { username, password: password.normalize("NFC") };
      expect((await door.call("POST", "/api/auth/login", { body: composed })).status).toBe(200);
    });
  }

  await t.step("an e-mail is an address of at most 254 characters", async () => {
    for (
      const email of ["ada", "@example.org", "a@b", "a b@example.org", `${"a".repeat(250)}@b.org`, "a@b.c\u0000"]
    ) {
      expectWrongFields(await register(door, { username: "mailer", password: PASSWORD, email }), ["email"]);
    }
  });

  await t.step("an empty e-mail is none", async () => {
    expect((await register(door, { username: "mailless", password: PASSWORD, email: "" })).status).toBe(201);
  });

  await t.step("every missing or mistyped field is named", async () => {
    expectWrongFields(await register(door, {}), ["username", "password"]);
    expectWrongFields(await register(door, { username: 7, password: null, email: [] }), [
      "username",
      "password",
      "email",
    ]);
    for (const body of [[], "text", 7, null, true]) {
      expectWrongFields(await register(door, JSON.stringify(body)), [""]);
    }
  });

  await t.step("what was refused has taken no name", async () => {
    await register(door, { username: "refused", password: "short" });
    expect((await register(door, { username: "refused", password: PASSWORD, extra: 1 })).status).toBe(201);
  });

  await t.step("of many at once with one name exactly one gets it", async () => {
    const names = ["Wanted", "wanted", "WANTED", "wANTED", "wanteD", "wanTed"];
    const answers = await Promise.all(names.map((username) => register(door, { username, password: PASSWORD })));
    const [won, ...others] = answers.toSorted((a, b) => a.status - b.status);
    expect(won?.status).toBe(201);
    for (const other of others) expectProblem(other, 409, "username_taken");
    expect(await door.verify(won?.json.token)).toBe(null);
  });

  await t.step("an address makes three accounts a day, and what was refused does not count", async () => {
    const address = door.newAddress();
    await register(door, { username: "x", password: PASSWORD }, address);
    await register(door, { username: "wanted", password: PASSWORD }, address);
    for (const username of ["day_1", "day_2", "day_3"]) {
      expect((await register(door, { username, password: PASSWORD }, address)).status).toBe(201);
    }
    const fourth = await register(door, { username: "day_4", password: PASSWORD }, address);
    expectProblem(fourth, 429, "rate_limited");
    expect(Number(fourth.headers.get("retry-after"))).toBe(DAY_MS / 1_000);
    expect((await register(door, { username: "elsewhere", password: PASSWORD })).status).toBe(201);
    door.clock.advance(DAY_MS);
    expect((await register(door, { username: "day_4", password: PASSWORD }, address)).status).toBe(201);
  });

  await t.step("it is in the audit log, with where it came from and without the password", async () => {
    const { id } = await door.register("audited", { address: "203.0.113.9" });
    const log = await door.audit(id);
    expect(log).toMatchObject([{
      action: "account.register",
      actor: `account_${id}`,
      account: id,
      door: "http",
      address: "203.0.113.9",
      at: door.clock.now().toISOString(),
    }]);
    expect(JSON.stringify(log)).not.toContain(PASSWORD);
  });
});

eachDoor("strict passwords, at every door that takes a new one", {
  config: { accounts: { passwords: "strict" } },
}, async (door) => {
  const body = { username: "ada_lovelace", email: "countess@example.org" };
  for (const password of ["seven77", "password1", "Ada_Lovelace", "countess@example.org"]) {
    expectWrongFields(await register(door, { ...body, password }), ["password"]);
  }
  const good = { ...body, password: PASSWORD };
  expect((await register(door, good)).status).toBe(201);
  const { json: { token: bearer } } = await door.call("POST", "/api/auth/login", { body: good });
  const change = await door.call("POST", "/api/auth/password", {
    bearer,
    body: { currentPassword: PASSWORD, newPassword: "qwerty123" },
  });
  expectWrongFields(change, ["newPassword"]);
  // Slime has no code for it but "exists".
  using line = await SlimeClient.connect(door.server.ports["slime"]!, proxyHeader(door.newAddress()));
  expect(await line.register({ username: "charles", password: "password1" })).toBe(2);
  expectProblem(
    await door.call("POST", "/api/auth/login", { body: { username: "charles", password: "password1" } }),
    401,
    "invalid_credentials",
  );
});
