import { expect } from "expect";
import { codeAt } from "../../doors/accounts/authenticator.ts";
import { type Door, eachDoor, PASSWORD } from "../../doors/slime/setup.ts";

async function diagnose(door: Door, query: string, name: string) {
  const { status, json } = await door.admin("GET", `/diagnosis?${query}`);
  expect(status).toBe(200);
  // deno-lint-ignore no-explicit-any
  return { ...json, at: json.doors.find((each: any) => each.door === name) };
}

eachDoor("what the diagnosis says is what the doors answer", {}, async (door, t) => {
  const address = door.newAddress();
  await door.newPlayer("dora", { address });
  const account = await door.accountId("dora");
  const login = async (from = door.newAddress(), password = PASSWORD, mac = "") => {
    const line = await door.connect(from);
    const answer = await line.login({ username: "dora", password, mac });
    line.close();
    return answer;
  };

  await t.step("nothing is in the way of a player but what the password says", async () => {
    const { at, account: found } = await diagnose(door, `name=DORA&address=${address}`, "slime");
    expect(found).toMatchObject({ id: account, username: "dora", status: "active" });
    expect(at).toMatchObject({ game: "slime", verdict: "unknown", refusedBy: null });
    // deno-lint-ignore no-explicit-any
    expect(at.rules.filter((each: any) => each.verdict !== "pass").map((each: any) => each.rule)).toEqual(["password"]);
  });

  await t.step("a name that nobody has", async () => {
    const { at } = await diagnose(door, "name=dorra", "slime");
    expect(at).toMatchObject({ verdict: "refuse", refusedBy: "account.known" });
    const because = async (name: string) =>
      // deno-lint-ignore no-explicit-any
      (await diagnose(door, `name=${name}`, "slime")).at.rules.find((each: any) => each.rule === "account.known")
        .because;
    expect(await because("doraa")).toBe("Nobody is called so; near it: dora");
    expect(await because("xyz")).toBe("Nobody is called so; no name is near it");
    const stranger = await door.connect();
    expect(await stranger.login({ username: "dorra", password: PASSWORD })).toBe(2);
  });

  await t.step("without an e-mail WildStar does not know a player", async () => {
    const { at } = await diagnose(door, `account=${account}`, "wildstar_sts");
    expect(at).toMatchObject({ verdict: "refuse", refusedBy: "account.known" });
  });

  await t.step("a suspension, with its reason, end and act, at every door that asks for it", async () => {
    const until = new Date(door.clock.now().getTime() + 3_600_000).toISOString();
    const { json } = await door.admin("POST", `/accounts/${account}/suspensions`, { reason: "cheating", until });
    const rule = { rule: "account.status", verdict: "refuse", code: "account_suspended", until };
    for (const name of ["http", "slime", "game_auth"]) {
      const { at } = await diagnose(door, `account=${account}`, name);
      expect(at).toMatchObject({ verdict: "refuse", refusedBy: "account.status" });
      expect(at.rules).toContainEqual(expect.objectContaining(rule));
    }
    expect(await login()).toBe(6);
    const { status, json: answer } = await door.call("POST", "/api/auth/login", {
      body: { username: "dora", password: PASSWORD },
    });
    expect([status, answer.code]).toEqual([403, "account_suspended"]);
    await door.admin("DELETE", `/accounts/${account}/suspensions/${json.id}`);
  });

  await t.step("an address's ban, of an address alone", async () => {
    const banned = door.newAddress();
    await door.banAddress(banned);
    const { at, account: nobody } = await diagnose(door, `address=${banned}`, "slime");
    expect(nobody).toBe(null);
    expect(at).toMatchObject({ verdict: "refuse", refusedBy: "address.ban" });
    // deno-lint-ignore no-explicit-any
    expect(at.rules.map((each: any) => each.rule)).not.toContain("account.status");
    expect(await login(banned)).toBe(7);
  });

  await t.step("a MAC's ban", async () => {
    await door.admin("POST", "/bans", { kind: "mac", value: "00-AA-BB-CC-DD-09", reason: "a device" });
    const { at } = await diagnose(door, `name=dora&mac=00:aa:bb:cc:dd:09&address=${door.newAddress()}`, "slime");
    expect(at).toMatchObject({ refusedBy: "mac.ban" });
    expect(await login(door.newAddress(), PASSWORD, "00-AA-BB-CC-DD-09")).toBe(8);
  });

  await t.step("too many attempts, and being asked is none", async () => {
    const busy = door.newAddress();
    // Fewer lines than the cap of an address, each for several attempts.
    const line = await door.connect(busy);
    for (let attempt = 0; attempt < 5; attempt++) {
      const { at } = await diagnose(door, `name=dora&address=${busy}`, "slime");
      expect(at.refusedBy).toBe(null);
      expect(await line.login({ username: "dora", password: "wrong password" })).toBe(3);
    }
    for (let times = 0; times < 3; times++) {
      const { at } = await diagnose(door, `name=dora&address=${busy}`, "slime");
      expect(at).toMatchObject({ refusedBy: "address.attempts" });
      // deno-lint-ignore no-explicit-any
      const { because, until } = at.rules.find((each: any) => each.rule === "address.attempts");
      expect(because).toBe(`5 attempts of ${busy} in this minute; 5 are taken`);
      expect(Date.parse(until)).toBeGreaterThan(door.clock.now().getTime());
    }
    expect(await login(busy)).toBe(7);
    // Guesses of many, each from an address of its own.
    const body = { username: "dora", password: "wrong password" };
    for (let guess = 0; guess < 11; guess++) {
      await door.call("POST", "/api/auth/login", { body, address: door.newAddress() });
    }
    const { at } = await diagnose(door, `name=dora&address=${door.newAddress()}`, "slime");
    expect(at).toMatchObject({ refusedBy: "account.attempts" });
    // deno-lint-ignore no-explicit-any
    expect(at.rules.find((each: any) => each.rule === "account.attempts")).toMatchObject({
      because: expect.stringMatching(/^1[0-9] wrong passwords under this name in an hour, 10 are taken;/),
      until: expect.stringMatching(/Z$/),
    });
  });

  await t.step("a second factor with what is left of it, and a window with whose it is", async () => {
    const from = door.newAddress();
    const { json: { token: bearer } } = await door.call("POST", "/api/auth/register", {
      body: { username: "wanda", password: PASSWORD },
      address: from,
    });
    const call = (method: string, path: string, body?: unknown) =>
      door.call(method, path, { bearer, address: from, ...(body === undefined ? {} : { body }) });
    const { json: { secret } } = await call("POST", "/api/account/totp");
    await call("POST", "/api/account/totp/verify", { code: codeAt(secret, door.clock.now()) });
    const becauseOf = async (rule: string, name: string, address: string) => {
      const { at } = await diagnose(door, `name=wanda&address=${address}`, name);
      // deno-lint-ignore no-explicit-any
      return at.rules.find((each: any) => each.rule === rule).because;
    };
    expect(await becauseOf("second.factor", "http", from)).toBe(
      "A second factor is on: totp, recovery; 10 recovery codes left",
    );
    const login = async (code: string) => {
      const body = { username: "wanda", password: PASSWORD };
      const { json: { challenge } } = await door.call("POST", "/api/auth/login", { body, address: from });
      const answer = await door.call("POST", "/api/auth/second-factor", { body: { challenge, code }, address: from });
      await door.server.app.domain.trail.flush();
      return answer.json.code;
    };
    // One step ahead of the first code, so that it is a new one; then of clocks that are wrong.
    const at = (steps: number) => codeAt(secret, new Date(door.clock.now().getTime() + steps * 30_000));
    const said = async (code: string) => {
      expect(await login(code)).toBe("invalid_code");
      return await becauseOf("second.factor", "http", from);
    };
    const on = "A second factor is on: totp, recovery; 10 recovery codes left; the latest was a wrong code";
    expect(await said(at(-7))).toBe(`${on}: of a clock that is 7 steps of 30 s behind`);
    expect(await said(at(20))).toBe(`${on}: of a clock that is 20 steps of 30 s ahead`);
    expect(await said(at(0))).toBe(`${on}: used before`);
    const near = new Set(Array.from({ length: 41 }, (_, step) => at(step - 20)));
    expect(await said(["000000", "111111", "222222"].find((code) => !near.has(code))!)).toBe(on);
    expect(await becauseOf("door.access", "slime", from)).toBe(`No window is open for ${from}`);
    expect((await call("POST", "/api/account/games/slime/window")).status).toBe(201);
    expect(await becauseOf("door.access", "slime", from)).toBe(null);
    const elsewhere = door.newAddress();
    expect(await becauseOf("door.access", "slime", elsewhere)).toBe(
      `The window is open for ${from}, and the client comes from ${elsewhere}`,
    );
  });

  await t.step("what it does not know is refused by name", async () => {
    expect((await door.admin("GET", "/diagnosis")).status).toBe(422);
    expect((await door.admin("GET", "/diagnosis?nam=dora")).status).toBe(422);
    expect((await door.admin("GET", "/diagnosis?account=4000000000")).status).toBe(404);
  });
});
