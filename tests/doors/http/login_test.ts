import { expect } from "expect";
import { type Door, eachDoor, expectProblem, expectWrongFields, PASSWORD } from "./setup.ts";

const PATH = "/api/auth/login";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const logIn = (door: Door, body: unknown, address?: string) =>
  door.call("POST", PATH, { body, ...(address === undefined ? {} : { address }) });

eachDoor("login", {}, async (door, t) => {
  const ada = await door.register("Ada", { email: "Ada@Example.org" });

  await t.step("a username or an e-mail in any case opens the account, under its name as registered", async () => {
    for (
      const name of [{ username: "Ada" }, { username: "aDA" }, { email: "Ada@Example.org" }, {
        email: "ADA@example.ORG",
      }]
    ) {
      const answer = await logIn(door, { ...name, password: PASSWORD });
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({ token: expect.any(String), id: ada.id, username: "Ada" });
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(await door.verify(answer.json.token)).toBe(null);
    }
  });

  await t.step("an unknown account and a wrong password get the same answer", async () => {
    const wrong = [
      { username: "Ada", password: "wrong horse" },
      { username: "nobody", password: "wrong horse" },
      { email: "ada@example.org", password: "wrong horse" },
      { email: "nobody@example.org", password: "wrong horse" },
      { username: "no name at all!", password: "wrong horse" },
      { username: "Ada", password: "" },
      { username: "Ada", password: PASSWORD.toUpperCase() },
      { username: "Ada", password: `${PASSWORD}${"x".repeat(72)}` },
      { username: "Ada", password: "correct\u0000horse" },
      { username: "Ada", password: "\udc00" },
    ];
    const seen = [];
    for (const body of wrong) {
      const answer = await logIn(door, body);
      expectProblem(answer, 401, "invalid_credentials");
      const { requestId: _, ...rest } = answer.json;
      seen.push({ rest, headers: [...answer.headers.keys()].filter((name) => name !== "content-length") });
    }
    for (const one of seen) expect(one).toEqual(seen[0]);
  });

  await t.step("what is missing or mistyped is named, and is no attempt", async () => {
    const address = door.newAddress();
    for (let count = 0; count < 6; count++) {
      expectWrongFields(await logIn(door, { password: PASSWORD }, address), ["username"]);
    }
    expectWrongFields(await logIn(door, { username: "Ada" }), ["password"]);
    expectWrongFields(await logIn(door, { username: 7, password: ["x"] }), ["username", "password"]);
    expectWrongFields(await logIn(door, { email: {}, password: PASSWORD }), ["email"]);
    expectWrongFields(await logIn(door, { username: "a\u0000b", password: PASSWORD }), ["username"]);
    expectWrongFields(await logIn(door, { email: "\ud800@example.org", password: PASSWORD }), ["email"]);
    expect((await logIn(door, { username: "Ada", password: PASSWORD }, address)).status).toBe(200);
  });

  await t.step("when and from where is kept", async () => {
    door.clock.advance(MINUTE_MS);
    const { json: { token } } = await logIn(door, { username: "ada", password: PASSWORD }, "203.0.113.20");
    const account = await door.call("GET", "/api/account", { bearer: token });
    expect(account.json.lastLogin).toBe(door.clock.now().toISOString());
    expect((await door.admin("GET", `/accounts/${ada.id}`)).json).toMatchObject({
      lastLogin: door.clock.now().toISOString(),
      lastAddress: "203.0.113.20",
    });
  });

  await t.step("logins and failures are in the audit log, without what was typed", async () => {
    const { id } = await door.register("audited");
    await door.logIn("audited");
    await logIn(door, { username: "audited", password: "wrong horse" }, "203.0.113.21");
    const log = await door.audit(id);
    expect(log.map(({ action, actor }) => [action, actor])).toEqual([
      ["account.register", `account_${id}`],
      ["login.succeeded", `account_${id}`],
      ["login.failed", "anonymous"],
    ]);
    expect(log[2]).toMatchObject({ account: id, door: "http", address: "203.0.113.21", reason: "wrong password" });
    await logIn(door, { username: "nobody_here", password: "wrong horse" });
    const failures = (await door.admin("GET", "/audit?action=login.failed")).json.items;
    expect(failures[0]).toMatchObject({ account: null, reason: "unknown account" });
    expect(JSON.stringify([log, failures])).not.toMatch(/horse|nobody_here/);
  });

  await t.step(
    "after five attempts in a minute an address waits for the rest of it, right password or not",
    async () => {
      const address = door.newAddress();
      const right = { username: "ada", password: PASSWORD };
      for (const password of ["wrong 1", PASSWORD, "wrong 2", PASSWORD]) {
        await logIn(door, { username: "ada", password }, address);
        door.clock.advance(5_000);
      }
      // The fifth by another call: they count together.
      const credentials = { username: "ada", password: PASSWORD };
      const fifth = { authentication_method: "website", credentials };
      expect((await door.call("POST", "/auth/authenticate", { body: fifth, address })).status).toBe(200);
      const sixth = await logIn(door, right, address);
      expectProblem(sixth, 429, "rate_limited");
      expect(sixth.headers.get("retry-after")).toBe("40");
      expectProblem(await door.call("POST", "/auth/authenticate", { body: fifth, address }), 429, "rate_limited");
      expect((await logIn(door, right)).status).toBe(200);
      door.clock.advance(39_999);
      expectProblem(await logIn(door, right, address), 429, "rate_limited");
      door.clock.advance(1);
      expect((await logIn(door, right, address)).status).toBe(200);
    },
  );

  await t.step(
    "more than 20 failures in an hour ban the address from logging in for an hour, and end nothing",
    async () => {
      const address = door.newAddress();
      const wrong = { username: "ada", password: "wrong horse" };
      const { token: session } = (await logIn(door, { username: "ada", password: PASSWORD }, address)).json;
      door.clock.advance(MINUTE_MS);
      for (let failure = 1; failure <= 21; failure++) {
        expectProblem(await logIn(door, wrong, address), 401, "invalid_credentials");
        if (failure % 5 === 0) door.clock.advance(MINUTE_MS);
      }
      const until = new Date(door.clock.now().getTime() + HOUR_MS).toISOString();
      const calls = [
        await logIn(door, { username: "ada", password: PASSWORD }, address),
        await door.call("POST", "/api/auth/register", { body: { username: "bob", password: PASSWORD }, address }),
        await door.call("POST", "/auth/authenticate", {
          body: { authentication_method: "website", credentials: { username: "ada", password: PASSWORD } },
          address,
        }),
      ];
      for (const answer of calls) {
        expectProblem(answer, 403, "address_banned");
        expect(answer.json).toMatchObject({ until, reason: "Too many failed logins" });
      }
      expect((await door.call("GET", "/api/auth/verify", { bearer: session, address })).status).toBe(200);
      expect((await door.call("GET", "/api/games", { address })).status).toBe(200);
      const { items: [entry] } = (await door.admin("GET", "/audit?action=ban.automatic")).json;
      expect(entry).toMatchObject({ actor: "system", door: "http", address, reason: expect.stringContaining(until) });
      door.clock.advance(HOUR_MS);
      expect((await logIn(door, { username: "ada", password: PASSWORD }, address)).status).toBe(200);
    },
  );
});
