/** Passkeys at the door: from which pages, for how long, how many, and what an account without a password does by them. */
import { expect } from "expect";
import { eachMailDoor } from "../http/mail_setup.ts";
import { codeAt, wrongCode } from "./authenticator.ts";
import { createPasskeyDevice, type PasskeyDevice } from "./passkey_device.ts";
import { challenge, type Door, eachDoor, expectProblem, PASSWORD, registerGuarded } from "./setup.ts";

const MINUTE_MS = 60_000;
const ORIGIN = "https://play.example.org";
const OTHER_ORIGIN = "https://other.example.org";
const ON = { config: { publicUrl: `${ORIGIN}/games`, allowedOrigins: [OTHER_ORIGIN], accounts: { guests: true } } };

const creationOptions = async (door: Door, bearer: string) =>
  (await door.call("POST", "/api/account/passkeys/options", { bearer })).json;
const addWith = (door: Door, bearer: string, credential: unknown) =>
  door.call("POST", "/api/account/passkeys", { bearer, body: { credential } });

async function add(door: Door, bearer: string, origin = ORIGIN) {
  const device = createPasskeyDevice(origin);
  const added = await addWith(door, bearer, device.create(await creationOptions(door, bearer)));
  return { device, added };
}

const requestOptions = async (door: Door) => (await door.call("POST", "/api/auth/passkey/options", { body: {} })).json;
const assertion = async (door: Door, device: PasskeyDevice) => device.get(await requestOptions(door));
const logIn = async (door: Door, device: PasskeyDevice) =>
  await door.call("POST", "/api/auth/passkey", { body: await assertion(door, device) });
const confirm = async (door: Door, bearer: string, device: PasskeyDevice) =>
  await door.call("POST", "/api/auth/confirm", { bearer, body: { passkey: await assertion(door, device) } });
const actions = async (door: Door, id: number) => (await door.audit(id)).map(({ action }) => action);

eachDoor("a passkey is taken from our page and from those that may call, and from no other", ON, async (door) => {
  const { token } = await door.register("ada");
  expect((await creationOptions(door, token)).rp.id).toBe("play.example.org");
  for (const origin of [ORIGIN, OTHER_ORIGIN]) {
    const { device, added } = await add(door, token, origin);
    expect(added.status).toBe(201);
    expect((await logIn(door, device)).status).toBe(200);
  }
  const { added } = await add(door, token, "https://play.example.org.evil.example");
  expectProblem(added, 422, "invalid_input");
});

eachDoor("what was asked of an authenticator is good for five minutes", ON, async (door) => {
  const { token } = await door.register("ada");
  const { device } = await add(door, token);
  const [late, early] = [createPasskeyDevice(ORIGIN), createPasskeyDevice(ORIGIN)];
  const created = [late.create(await creationOptions(door, token)), early.create(await creationOptions(door, token))];
  const signed = [await assertion(door, device), await assertion(door, device), await assertion(door, device)];
  door.clock.advance(5 * MINUTE_MS - 1);
  expect((await addWith(door, token, created[1])).status).toBe(201);
  expect((await door.call("POST", "/api/auth/passkey", { body: signed[2] })).status).toBe(200);
  door.clock.advance(1);
  expectProblem(await addWith(door, token, created[0]), 410, "invalid_link");
  expectProblem(await door.call("POST", "/api/auth/passkey", { body: signed[0] }), 410, "invalid_link");
  const late410 = await door.call("POST", "/api/auth/confirm", { bearer: token, body: { passkey: signed[1] } });
  expectProblem(late410, 410, "invalid_link");
});

eachDoor("the first brings recovery codes, adding ends nothing, and the twenty-first is refused", ON, async (door) => {
  const { token, id } = await door.register("ada");
  const other = await door.logIn("ada");
  const first = await add(door, token);
  expect(first.added.json.recoveryCodes).toHaveLength(10);
  expect((await add(door, token)).added.json).not.toHaveProperty("recoveryCodes");
  expect([await door.verify(token), await door.verify(other)]).toEqual([null, null]);
  for (let count = 2; count < 19; count++) expect((await add(door, token)).added.status).toBe(201);
  const [last, over] = [await creationOptions(door, token), await creationOptions(door, token)];
  expect((await addWith(door, token, createPasskeyDevice(ORIGIN).create(last))).status).toBe(201);
  expectProblem(await addWith(door, token, createPasskeyDevice(ORIGIN).create(over)), 409, "too_many_passkeys");
  const full = await door.call("POST", "/api/account/passkeys/options", { bearer: token });
  expectProblem(full, 409, "too_many_passkeys");
  const { json: { passkeys } } = await door.call("GET", "/api/account/passkeys", { bearer: token });
  expect(passkeys).toHaveLength(20);
  const removed = await door.call("DELETE", `/api/account/passkeys/${passkeys[1].id}`, { bearer: token });
  expect(removed.status).toBe(204);
  const done = (await actions(door, id)).filter((action) => `${action}`.startsWith("passkey."));
  expect([done.filter((action) => action === "passkey.add").length, done.at(-1)]).toEqual([20, "passkey.remove"]);
});

eachDoor("a passkey comes in where codes are refused, signed in or not", ON, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const { device } = await add(door, ada.token);
  const guess = async () => {
    const body = { challenge: await challenge(door, "ada"), code: wrongCode(ada.secret, door.clock.now()) };
    return await door.call("POST", "/api/auth/second-factor", { body });
  };
  for (let tries = 0; tries < 10; tries++) expectProblem(await guess(), 401, "invalid_code");
  expectProblem(await guess(), 429, "rate_limited");
  const body = { challenge: await challenge(door, "ada"), passkey: await assertion(door, device) };
  expect((await door.call("POST", "/api/auth/second-factor", { body })).status).toBe(200);
  expect((await logIn(door, device)).status).toBe(200);

  const code = wrongCode(ada.secret, door.clock.now());
  const byCode = () =>
    door.call("POST", "/api/auth/confirm", { bearer: ada.token, body: { password: PASSWORD, code } });
  for (let tries = 0; tries < 10; tries++) expectProblem(await byCode(), 401, "invalid_code");
  expectProblem(await byCode(), 429, "rate_limited");
  expect((await confirm(door, ada.token, device)).status).toBe(204);
});

eachDoor("another's passkey finishes no login, and is one of five wrong answers", ON, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const { device } = await add(door, (await door.register("eve")).token);
  const open = await challenge(door, "ada");
  for (let tries = 0; tries < 5; tries++) {
    const body = { challenge: open, passkey: await assertion(door, device) };
    expectProblem(await door.call("POST", "/api/auth/second-factor", { body }), 401, "invalid_code");
  }
  const right = { challenge: open, code: ada.code() };
  expectProblem(await door.call("POST", "/api/auth/second-factor", { body: right }), 410, "invalid_link");
});

eachDoor("recovery codes stay with a passkey when the app goes", ON, async (door) => {
  const ada = await registerGuarded(door, "ada");
  await add(door, ada.token);
  expect((await door.call("DELETE", "/api/account/totp", { bearer: ada.token })).status).toBe(204);
  const { json } = await door.call("GET", "/api/account", { bearer: ada.token });
  expect(json).toMatchObject({ secondFactor: false, recoveryCodesLeft: 10 });
  expect(await actions(door, ada.id)).toContain("totp.off");
});

eachDoor(
  "without recovery codes the password stays; without it every other session and token ends",
  ON,
  async (door) => {
    const { token, id } = await door.register("ada");
    const { device } = await add(door, token);
    const remove = () => door.call("DELETE", "/api/account/password", { bearer: token });
    await door.server.database.write.deleteFrom("recovery_codes").where("account_id", "=", id).execute();
    expectProblem(await remove(), 409, "last_way_in");
    expect((await door.call("POST", "/api/account/recovery-codes", { bearer: token })).status).toBe(201);

    const other = await door.logIn("ada");
    const credentials = { username: "ada", password: PASSWORD };
    const website = { authentication_method: "website", credentials };
    const { json: { login_token } } = await door.call("POST", "/auth/authenticate", { body: website });
    expect((await remove()).status).toBe(204);
    expect([await door.verify(token), await door.verify(other)]).toEqual([null, "invalid_token"]);
    const asked = { token: login_token, token_type: "login" };
    const revalidated = await door.call("POST", "/auth/revalidate", { body: asked });
    expect(revalidated.json).toEqual({ valid: false, reason: "revoked" });
    expectProblem(await remove(), 404, "not_found");

    // From now on the passkey is asked for where the password was.
    door.clock.advance(10 * MINUTE_MS);
    const setPassword = () =>
      door.call("POST", "/api/auth/password", {
        bearer: token,
        body: { newPassword: "another horse", endGamePasswords: true },
      });
    const setEmail = () =>
      door.call("POST", "/api/account/email", { bearer: token, body: { email: "ada@example.org" } });
    for (const act of [setPassword, setEmail]) {
      const refused = await act();
      expectProblem(refused, 403, "confirmation_required");
      expect(refused.json.methods).toEqual(["passkey"]);
    }
    expect((await confirm(door, token, device)).status).toBe(204);
    expect((await door.call("POST", "/api/account/totp", { bearer: token })).status).toBe(201);
    const game = await door.call("POST", "/api/account/games/slime/password", { bearer: token });
    expect(game.status).toBe(201);
    const third = (await logIn(door, device)).json.token;
    expect((await setEmail()).status).toBe(204);
    expect((await setPassword()).status).toBe(204);
    expect([await door.verify(token), await door.verify(third)]).toEqual([null, "invalid_token"]);
    const { json: { games: [slime] } } = await door.call("GET", "/api/account/games", { bearer: token });
    expect(slime).toMatchObject({ gameId: "slime", access: "closed", gamePassword: null });
    const again = { email: "ada@example.org", password: "another horse" };
    expect((await door.call("POST", "/api/auth/login", { body: again })).status).toBe(200);
  },
);

eachDoor("a guest who adds a passkey is none any more; the name may still be chosen", ON, async (door) => {
  const { json: guest } = await door.call("POST", "/api/auth/guest", { body: {} });
  const { device, added } = await add(door, guest.token);
  expect(added.status).toBe(201);
  const { json: account } = await door.call("GET", "/api/account", { bearer: guest.token });
  expect(account).toMatchObject({ id: guest.id, username: guest.username, guest: false, hasPassword: false });
  const key = { guestKey: guest.guestKey };
  expectProblem(await door.call("POST", "/api/auth/guest", { body: key }), 401, "invalid_credentials");
  const body = { username: "Mara", password: PASSWORD };
  const upgrade = await door.call("POST", "/api/account/upgrade", { bearer: guest.token, body });
  expectProblem(upgrade, 409, "not_a_guest");
  expect((await logIn(door, device)).json.id).toBe(guest.id);
  const chosen = { bearer: guest.token, body: { username: "Mara" } };
  expect((await door.call("POST", "/api/account/username", chosen)).status).toBe(204);
  expect((await logIn(door, device)).json.username).toBe("Mara");
  expect(await actions(door, guest.id)).toEqual(expect.arrayContaining(["account.guest", "account.upgrade"]));
});

eachMailDoor(
  "a counter that goes back is let in, written down and told by mail; one that is not kept is not",
  async (door) => {
    const { token, id } = await door.register("ada", { email: "ada@example.org" });
    const { device } = await add(door, token);
    const logInAt = async (counter: number) => {
      device.counter = counter;
      return (await logIn(door, device)).status;
    };
    const told = async () => (await actions(door, id)).filter((action) => action === "passkey.counter").length;
    for (const counter of [0, 7, 8, 0, 9]) expect(await logInAt(counter)).toBe(200);
    expect(await told()).toBe(0);
    expect(await logInAt(4)).toBe(200);
    expect(await told()).toBe(1);
    const mail = await door.mail("ada@example.org", /may have been copied/);
    expect(mail.text).toContain('"Passkey"');
    expect(await logInAt(5)).toBe(200);
    expect(await told()).toBe(1);
  },
);

eachDoor(
  "an authenticator app's first codes count by session, and as failed logins of their address",
  ON,
  async (door) => {
    const { token, id } = await door.register("ada");
    const { json: { secret } } = await door.call("POST", "/api/account/totp", { bearer: token });
    const verify = (code: string) => door.call("POST", "/api/account/totp/verify", { bearer: token, body: { code } });
    const wrong = wrongCode(secret, door.clock.now());
    for (let tries = 0; tries < 10; tries++) expectProblem(await verify(wrong), 401, "invalid_code");
    expectProblem(await verify(codeAt(secret, door.clock.now())), 429, "rate_limited");
    const failures = (await door.audit(id)).filter(({ action }) => action === "login.failed");
    expect(failures.map(({ reason }) => reason)).toEqual(Array(10).fill("wrong code"));
    // Another session of the account has its own count.
    const other = await door.logIn("ada");
    const code = codeAt(secret, door.clock.now());
    const verified = await door.call("POST", "/api/account/totp/verify", { bearer: other, body: { code } });
    expect(verified.status).toBe(200);
  },
);
