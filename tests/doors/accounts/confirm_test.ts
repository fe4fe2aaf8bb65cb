import { expect } from "expect";
import { wrongCode } from "./authenticator.ts";
import { createPasskeyDevice } from "./passkey_device.ts";
import { challenge, type Door, eachDoor, expectProblem, PASSWORD, registerGuarded } from "./setup.ts";

const MINUTE_MS = 60_000;
const confirm = (door: Door, bearer: string, body: Record<string, unknown>) =>
  door.call("POST", "/api/auth/confirm", { bearer, body });

/** With them on: what is off is not there to be confirmed. */
const PASSKEYS = { config: { publicUrl: "https://play.example.org" } };

/** Every act that asks for a fresh proof. */
const ACTS = [
  ["POST", "/api/account/totp"],
  ["DELETE", "/api/account/totp"],
  ["POST", "/api/account/recovery-codes"],
  ["POST", "/api/account/passkeys/options"],
  ["POST", "/api/account/passkeys"],
  ["DELETE", "/api/account/passkeys/some"],
  ["DELETE", "/api/account/password"],
] as const;

eachDoor("what is dear needs a proof of the last ten minutes, and says by what", PASSKEYS, async (door) => {
  const { token } = await door.register("ada");
  door.clock.advance(10 * MINUTE_MS);
  for (const [method, path] of ACTS) {
    const refused = await door.call(method, path, { bearer: token });
    expectProblem(refused, 403, "confirmation_required");
    expect(refused.json.methods).toEqual(["password"]);
  }
  expectProblem(await confirm(door, token, { password: "wrong horse" }), 401, "invalid_credentials");
  expectProblem(await door.call("POST", "/api/account/totp", { bearer: token }), 403, "confirmation_required");
  expect((await confirm(door, token, { password: PASSWORD })).status).toBe(204);
  expect((await door.call("POST", "/api/account/totp", { bearer: token })).status).toBe(201);
});

eachDoor("with a second factor on, the password alone confirms nothing", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  door.clock.advance(10 * MINUTE_MS);
  const renew = () => door.call("POST", "/api/account/recovery-codes", { bearer: ada.token });
  const refused = await renew();
  expectProblem(refused, 403, "confirmation_required");
  expect(refused.json.methods).toEqual(["password", "totp", "recovery"]);
  const half = await confirm(door, ada.token, { password: PASSWORD });
  expectProblem(half, 401, "second_factor_required");
  expect(half.json.methods).toEqual(["totp", "recovery"]);
  expect(half.json).not.toHaveProperty("challenge");
  const code = wrongCode(ada.secret, door.clock.now());
  expectProblem(await confirm(door, ada.token, { password: PASSWORD, code }), 401, "invalid_code");
  expectProblem(await renew(), 403, "confirmation_required");
  expect((await confirm(door, ada.token, { password: PASSWORD, code: ada.code() })).status).toBe(204);
  expect((await renew()).status).toBe(201);
});

eachDoor("wrong codes of somebody signed in count by their session", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const code = wrongCode(ada.secret, door.clock.now());
  for (let tries = 0; tries < 10; tries++) {
    expectProblem(await confirm(door, ada.token, { password: PASSWORD, code }), 401, "invalid_code");
  }
  expectProblem(await confirm(door, ada.token, { password: PASSWORD, code: ada.code() }), 429, "rate_limited");
  const recoveryCode = ada.recoveryCodes[0];
  expect((await confirm(door, ada.token, { password: PASSWORD, recoveryCode })).status).toBe(204);
});

eachDoor("a body that proves nothing is refused, and a guest's key of no guest", {}, async (door) => {
  const { token } = await door.register("ada");
  expectProblem(await confirm(door, token, {}), 422, "invalid_input");
  expectProblem(await confirm(door, token, { guestKey: "x".repeat(43) }), 401, "invalid_credentials");
  expectProblem(await door.call("POST", "/api/auth/confirm", { body: { password: PASSWORD } }), 401, "invalid_token");
});

eachDoor("an account with a password changes it, and the e-mail, with it", {}, async (door) => {
  const { token } = await door.register("ada");
  const bare = await door.call("POST", "/api/auth/password", { bearer: token, body: { newPassword: "another horse" } });
  expectProblem(bare, 422, "invalid_input");
  expect(bare.json.errors[0].field).toBe("currentPassword");
  const email = await door.call("POST", "/api/account/email", { bearer: token, body: { email: "ada@example.org" } });
  expectProblem(email, 422, "invalid_input");
  expect(email.json.errors[0].field).toBe("password");
  const unsafe = await door.call("DELETE", "/api/account/password", { bearer: token });
  expectProblem(unsafe, 409, "last_way_in");
});

eachDoor("a guest, a kept account, each way of signing in and a deletion taken back count as proofs", {
  config: { publicUrl: "https://play.example.org", accounts: { guests: true } },
}, async (door) => {
  const renew = (bearer: string) => door.call("POST", "/api/account/recovery-codes", { bearer });
  const expectProven = async (bearer: string) => {
    expect((await renew(bearer)).status).toBe(201);
    door.clock.advance(10 * MINUTE_MS);
    expectProblem(await renew(bearer), 403, "confirmation_required");
  };
  const post = async (path: string, body: unknown) => (await door.call("POST", path, { body })).json;

  const { token: guest, guestKey } = await post("/api/auth/guest", {});
  await expectProven(guest);
  await expectProven((await post("/api/auth/guest", { guestKey })).token);
  const body = { username: "grace", password: PASSWORD };
  expect((await door.call("POST", "/api/account/upgrade", { bearer: guest, body })).status).toBe(200);
  await expectProven(guest);

  const ada = await registerGuarded(door, "ada");
  const signIn = async () =>
    await post("/api/auth/second-factor", { challenge: await challenge(door, "ada"), code: ada.code() });
  const { token } = await signIn();
  const device = createPasskeyDevice("https://play.example.org");
  const { json: options } = await door.call("POST", "/api/account/passkeys/options", { bearer: token });
  const added = { bearer: token, body: { credential: device.create(options) } };
  expect((await door.call("POST", "/api/account/passkeys", added)).status).toBe(201);
  await expectProven(token);
  const assertion = device.get(await post("/api/auth/passkey/options", {}));
  await expectProven((await post("/api/auth/passkey", assertion)).token);
  const { token: last } = await signIn();
  expect((await door.call("POST", "/api/account/deletion", { bearer: last })).status).toBe(202);
  await expectProven((await post("/api/auth/restore", { challenge: (await signIn()).challenge })).token);
});
