import { expect } from "expect";
import { codeAt, wrongCode } from "./authenticator.ts";
import { challenge, type Door, eachDoor, expectProblem, oneDoor, PASSWORD, registerGuarded, STEP_MS } from "./setup.ts";

const MINUTE_MS = 60_000;

const finish = (door: Door, body: Record<string, unknown>, address = door.newAddress()) =>
  door.call("POST", "/api/auth/second-factor", { body, address });

eachDoor("a new secret waits for its first code, and changes nothing until then", {}, async (door) => {
  const { token } = await door.register("ada");
  const begun = await door.call("POST", "/api/account/totp", { bearer: token });
  expect(begun.status).toBe(201);
  expect(begun.headers.get("cache-control")).toBe("no-store");
  expect(begun.json.secret).toMatch(/^[A-Z2-7]{32}$/); // 20 bytes in Base32
  expect(begun.json.uri).toMatch(/^otpauth:\/\/totp\/.*ada\?/);
  await door.logIn("ada");
  expect((await door.call("GET", "/api/account", { bearer: token })).json).toMatchObject({
    secondFactor: false,
    hasPassword: true,
    recoveryCodesLeft: 0,
    emailVerified: false,
    guest: false,
    deletesAt: null,
  });
  const second = await door.call("POST", "/api/account/totp", { bearer: token });
  const verify = (secret: string) =>
    door.call("POST", "/api/account/totp/verify", { bearer: token, body: { code: codeAt(secret, door.clock.now()) } });
  expectProblem(await verify(begun.json.secret), 401, "invalid_code"); // a new call replaces it
  door.clock.advance(10 * MINUTE_MS);
  expectProblem(await verify(second.json.secret), 401, "invalid_code"); // ten minutes are over
});

eachDoor("once it is on, the right password gets a challenge, and the code a session", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  expect(ada.recoveryCodes).toHaveLength(10);
  for (const code of ada.recoveryCodes) expect(code).toMatch(/^[a-kmnp-z2-9]{5}-[a-kmnp-z2-9]{5}$/);
  expect(await door.verify(ada.token)).toBeNull();

  const refused = await door.call("POST", "/api/auth/login", { body: { username: "ada", password: PASSWORD } });
  expectProblem(refused, 401, "second_factor_required");
  expect(refused.json.methods).toEqual(["totp", "recovery"]);
  expect(refused.json.expiresAt).toBe(new Date(door.clock.now().getTime() + 5 * MINUTE_MS).toISOString());
  expect(refused.json).not.toHaveProperty("token");
  expect(Uint8Array.fromBase64(refused.json.challenge, { alphabet: "base64url" })).toHaveLength(32);

  const done = await finish(door, { challenge: refused.json.challenge, code: ada.code() });
  expect(done.status).toBe(200);
  expect(done.json).toEqual({ token: expect.any(String), id: ada.id, username: "ada" });
  expect(await door.verify(done.json.token)).toBeNull();
  expectProblem(await finish(door, { challenge: refused.json.challenge, code: ada.code() }), 410, "invalid_link");
  expect((await door.audit(ada.id)).map(({ action }) => action)).toEqual(
    expect.arrayContaining(["totp.on", "recovery.new", "login.succeeded"]),
  );
});

eachDoor("a code is good once, and none of an earlier step after it", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const code = ada.code();
  expect((await finish(door, { challenge: await challenge(door, "ada"), code })).status).toBe(200);
  const next = await challenge(door, "ada");
  expectProblem(await finish(door, { challenge: next, code }), 401, "invalid_code");
  const earlier = codeAt(ada.secret, new Date(door.clock.now().getTime() - STEP_MS));
  expectProblem(await finish(door, { challenge: next, code: earlier }), 401, "invalid_code");
  const later = codeAt(ada.secret, new Date(door.clock.now().getTime() + STEP_MS));
  expect((await finish(door, { challenge: next, code: later })).status).toBe(200);
});

eachDoor("of two uses of one code, of one recovery code, of one challenge, at once one wins", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const statuses = async (bodies: readonly Record<string, unknown>[]) =>
    (await Promise.all(bodies.map((body) => finish(door, body)))).map(({ status }) => status).toSorted();
  const twoChallenges = async () => [await challenge(door, "ada"), await challenge(door, "ada")];

  const code = ada.code();
  expect(await statuses((await twoChallenges()).map((challenge) => ({ challenge, code })))).toEqual([200, 401]);
  const [recoveryCode] = ada.recoveryCodes;
  expect(await statuses((await twoChallenges()).map((challenge) => ({ challenge, recoveryCode })))).toEqual([200, 401]);
  const one = await challenge(door, "ada");
  const bodies = ada.recoveryCodes.slice(1, 3).map((recoveryCode) => ({ challenge: one, recoveryCode }));
  expect(await statuses(bodies)).toEqual([200, 410]);
  const account = await door.call("GET", "/api/account", { bearer: ada.token });
  expect(account.json.recoveryCodesLeft).toBe(8); // the loser's code was not used up
});

eachDoor("a recovery code is typed as one likes, and good once", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const typed = ada.recoveryCodes[0]!.toUpperCase().replace("-", " ");
  const left = { challenge: await challenge(door, "ada"), code: "", passkey: null };
  const nothing = await finish(door, left);
  expectProblem(nothing, 422, "invalid_input");
  expect((await finish(door, { ...left, recoveryCode: typed })).status).toBe(200);
  const again = await finish(door, { challenge: await challenge(door, "ada"), recoveryCode: typed });
  expectProblem(again, 401, "invalid_code");
  const used = (await door.audit(ada.id)).filter(({ action }) => action === "recovery.use");
  expect(used.map(({ reason }) => reason)).toEqual(["9 left"]);
});

eachDoor("a challenge ends with five wrong codes, with its time, and with another password", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const guessed = await challenge(door, "ada");
  for (let tries = 0; tries < 5; tries++) {
    const code = wrongCode(ada.secret, door.clock.now());
    expectProblem(await finish(door, { challenge: guessed, code }), 401, "invalid_code");
  }
  expectProblem(await finish(door, { challenge: guessed, code: ada.code() }), 410, "invalid_link");

  const old = await challenge(door, "ada");
  door.clock.advance(5 * MINUTE_MS);
  expectProblem(await finish(door, { challenge: old, code: ada.code() }), 410, "invalid_link");

  const overtaken = await challenge(door, "ada");
  const change = { currentPassword: PASSWORD, newPassword: "another horse" };
  expect((await door.call("POST", "/api/auth/password", { bearer: ada.token, body: change })).status).toBe(204);
  expectProblem(await finish(door, { challenge: overtaken, code: ada.code() }), 410, "invalid_link");
  expectProblem(await finish(door, { challenge: "x".repeat(43), code: ada.code() }), 410, "invalid_link");
});

eachDoor("wrong codes are heard ten an hour, by each known address and by all others together", {}, async (door) => {
  const home = door.newAddress();
  const ada = await registerGuarded(door, "ada", home);
  const known = await finish(door, { challenge: await challenge(door, "ada", home), code: ada.code() }, home);
  expect(known.status).toBe(200);
  const guess = async () => {
    door.clock.advance(1_000);
    return await finish(door, {
      challenge: await challenge(door, "ada"),
      code: wrongCode(ada.secret, door.clock.now()),
    });
  };
  for (let tries = 0; tries < 10; tries++) expectProblem(await guess(), 401, "invalid_code");
  expectProblem(await guess(), 429, "rate_limited");
  // The right one as well, from there; a recovery code is not refused; and who comes from home is let in.
  expectProblem(await finish(door, { challenge: await challenge(door, "ada"), code: ada.code() }), 429, "rate_limited");
  const onPaper = { challenge: await challenge(door, "ada"), recoveryCode: ada.recoveryCodes[0] };
  expect((await finish(door, onPaper)).status).toBe(200);
  const again = await finish(door, { challenge: await challenge(door, "ada", home), code: ada.code() }, home);
  expect(again.status).toBe(200);
  door.clock.advance(60 * MINUTE_MS);
  expect((await finish(door, { challenge: await challenge(door, "ada"), code: ada.code() })).status).toBe(200);
});

eachDoor("wrong codes of an exempt address are neither counted nor refused", {
  env: { LIMITS_EXEMPT: "203.0.113.0/24" },
}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const guess = async (address: string) => {
    const open = { challenge: await challenge(door, "ada"), code: wrongCode(ada.secret, door.clock.now()) };
    return await finish(door, open, address);
  };
  for (let tries = 0; tries < 22; tries++) expectProblem(await guess("203.0.113.5"), 401, "invalid_code");
  const right = { challenge: await challenge(door, "ada"), code: ada.code() };
  expect((await finish(door, right, "203.0.113.6")).status).toBe(200);
  // The others' ten are all there still.
  for (let tries = 0; tries < 10; tries++) expectProblem(await guess(door.newAddress()), 401, "invalid_code");
  expectProblem(await guess(door.newAddress()), 429, "rate_limited");
});

eachDoor("of a /48 forty wrong codes an hour are heard, however many of its networks are known", {
  config: { limits: { loginFailuresPerHour: 1_000, loginAttemptsPerMinute: 1_000 } },
}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const homes = [1, 2, 3, 4, 5].map((home) => `2001:db8:1:${home}::1`);
  for (const home of homes) {
    door.clock.advance(30_000);
    const known = await finish(door, { challenge: await challenge(door, "ada", home), code: ada.code() }, home);
    expect(known.status).toBe(200);
  }
  for (const home of homes.slice(0, 4)) {
    for (let tries = 0; tries < 10; tries++) {
      const open = { challenge: await challenge(door, "ada", home), code: wrongCode(ada.secret, door.clock.now()) };
      expectProblem(await finish(door, open, home), 401, "invalid_code");
    }
  }
  const last = homes[4]!;
  const right = { challenge: await challenge(door, "ada", last), code: ada.code() };
  expectProblem(await finish(door, right, last), 429, "rate_limited");
});

eachDoor("a wrong code counts as a failed login of its address", {
  config: { limits: { loginFailuresPerHour: 3 } },
}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const address = door.newAddress();
  const open = await challenge(door, "ada");
  for (let tries = 0; tries < 4; tries++) {
    await finish(door, { challenge: open, code: wrongCode(ada.secret, door.clock.now()) }, address);
  }
  expectProblem(await finish(door, { challenge: open, code: ada.code() }, address), 403, "address_banned");
  expect((await door.audit(ada.id)).filter(({ action }) => action === "login.failed").map(({ reason }) => reason))
    .toEqual(Array(4).fill("wrong code"));
  expect((await finish(door, { challenge: open, code: ada.code() })).status).toBe(200);
});

eachDoor("a ban comes before the second factor, and after the password", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const open = await challenge(door, "ada");
  await door.admin("POST", `/accounts/${ada.id}/suspensions`, { reason: "cheating" });
  const wrong = await door.call("POST", "/api/auth/login", { body: { username: "ada", password: "wrong horse" } });
  expectProblem(wrong, 401, "invalid_credentials");
  const right = await door.call("POST", "/api/auth/login", { body: { username: "ada", password: PASSWORD } });
  expectProblem(right, 403, "account_banned");
  expectProblem(await finish(door, { challenge: open, code: ada.code() }), 403, "account_banned");
});

eachDoor("game servers' players bring the code along", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const authenticate = (more: Record<string, unknown>) =>
    door.call("POST", "/auth/authenticate", {
      body: { authentication_method: "website", credentials: { username: "ada", password: PASSWORD, ...more } },
    });
  const refused = await authenticate({});
  expectProblem(refused, 401, "second_factor_required");
  expect(refused.json.methods).toEqual(["totp", "recovery"]);
  expect(refused.json).not.toHaveProperty("challenge");
  expectProblem(await authenticate({ code: wrongCode(ada.secret, door.clock.now()) }), 401, "invalid_code");
  expect((await authenticate({ code: ada.code() })).json.login_token).toEqual(expect.any(String));
  const recovery_code = ada.recoveryCodes[0];
  expect((await authenticate({ recovery_code })).status).toBe(200);
  expectProblem(await authenticate({ recovery_code }), 401, "invalid_code");
});

eachDoor("turning it on or off ends every other session and every token", {}, async (door) => {
  const ada = await door.register("ada");
  const other = await door.logIn("ada");
  const loginToken = async (more = {}) =>
    (await door.call("POST", "/auth/authenticate", {
      body: { authentication_method: "website", credentials: { username: "ada", password: PASSWORD, ...more } },
    })).json.login_token;
  const revalidate = async (token: string) =>
    (await door.call("POST", "/auth/revalidate", { body: { token, token_type: "login" } })).json.valid;
  const before = await loginToken();
  const { json: { secret } } = await door.call("POST", "/api/account/totp", { bearer: ada.token });
  const code = () => {
    door.clock.advance(STEP_MS);
    return codeAt(secret, door.clock.now());
  };
  await door.call("POST", "/api/account/totp/verify", { bearer: ada.token, body: { code: code() } });
  expect([await door.verify(ada.token), await door.verify(other), await revalidate(before)]).toEqual([
    null,
    "invalid_token",
    false,
  ]);

  const { json: { token: third } } = await finish(door, { challenge: await challenge(door, "ada"), code: code() });
  const during = await loginToken({ code: code() });
  expect((await door.call("DELETE", "/api/account/totp", { bearer: ada.token })).status).toBe(204);
  expect([await door.verify(ada.token), await door.verify(third), await revalidate(during)]).toEqual([
    null,
    "invalid_token",
    false,
  ]);
  await door.logIn("ada");
  expect((await door.call("GET", "/api/account", { bearer: ada.token })).json).toMatchObject({
    secondFactor: false,
    recoveryCodesLeft: 0,
  });
  expectProblem(await door.call("DELETE", "/api/account/totp", { bearer: ada.token }), 404, "not_found");
});

eachDoor("new recovery codes end the older ones", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const renewed = await door.call("POST", "/api/account/recovery-codes", { bearer: ada.token });
  expect(renewed.status).toBe(201);
  expect(renewed.json.recoveryCodes).toHaveLength(10);
  const open = await challenge(door, "ada");
  expectProblem(await finish(door, { challenge: open, recoveryCode: ada.recoveryCodes[0] }), 401, "invalid_code");
  expect((await finish(door, { challenge: open, recoveryCode: renewed.json.recoveryCodes[0] })).status).toBe(200);
});

oneDoor("what is switched off is not found, whatever is sent, and the page is told", {}, async (door) => {
  const { token } = await door.register("ada");
  expect((await door.call("GET", "/api/page")).json.features).toEqual({
    mail: false,
    guests: false,
    passkeys: false,
    totp: true,
    deletion: true,
  });
  expectProblem(await door.call("GET", "/api/account/passkeys", { bearer: token }), 404, "not_found");
  // Before the body is looked at, and before a confirmation is asked for.
  door.clock.advance(60 * 60_000);
  for (const path of ["account/passkeys", "account/passkeys/options", "auth/passkey", "auth/passkey/options"]) {
    expectProblem(await door.call("POST", `/api/${path}`, { bearer: token, body: {} }), 404, "not_found");
  }
});

oneDoor("what is switched on is told to the page", {
  config: {
    publicUrl: "https://play.example.org",
    accounts: { guests: true },
    mail: { host: "localhost", tls: "off" },
  },
}, async (door) => {
  expect((await door.call("GET", "/api/page")).json.features).toEqual({
    mail: true,
    guests: true,
    passkeys: true,
    totp: true,
    deletion: true,
  });
});

oneDoor("with TOTP switched off its calls are not found", { config: { auth: { totp: false } } }, async (door) => {
  const { token } = await door.register("ada");
  for (const [method, path] of [["POST", ""], ["DELETE", ""], ["POST", "/verify"]] as const) {
    const body = path === "" ? {} : { body: { code: "123456" } };
    expectProblem(await door.call(method, `/api/account/totp${path}`, { bearer: token, ...body }), 404, "not_found");
  }
  expect((await door.call("GET", "/api/page")).json.features.totp).toBe(false);
});
