/** Accounts that are got back where a second factor or a passkey is: resets take it, undos take it away. */
import { expect } from "expect";
import { codeAt, wrongCode } from "../accounts/authenticator.ts";
import { createPasskeyDevice, type PasskeyDevice } from "../accounts/passkey_device.ts";
import { tokenIn } from "../../support/smtp.ts";
import { eachMailDoor, type MailDoor } from "./mail_setup.ts";
import { expectProblem, expectWrongFields, PASSWORD, type Player } from "./setup.ts";

const ORIGIN = "https://play.example.org";
const EMAIL = "ada@example.org";
const NEW_PASSWORD = "battery staple";
const STEP_MS = 30_000;

interface Ada extends Player {
  /** At the account's own calls. */
  call(method: string, path: string, body?: unknown): ReturnType<MailDoor["call"]>;
}

/** With a proven address. */
async function registerAda(door: MailDoor): Promise<Ada> {
  const player = await door.register("ada", { email: EMAIL });
  await door.verifyEmail(EMAIL);
  return withBearer(door, player, player.token);
}

function withBearer(door: MailDoor, player: Player, bearer: string): Ada {
  const call: Ada["call"] = (method, path, body) =>
    door.call(method, `/api/account${path}`, { bearer, ...(body === undefined ? {} : { body }) });
  return { ...player, call };
}

interface App {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The next code that was not used: time moves on by a step. */
  code(): string;
}

async function turnOnApp(door: MailDoor, ada: Ada): Promise<App> {
  const { json: { secret } } = await ada.call("POST", "/totp");
  const code = () => {
    door.clock.advance(STEP_MS);
    return codeAt(secret, door.clock.now());
  };
  const { status, json } = await ada.call("POST", "/totp/verify", { code: code() });
  expect(status).toBe(200);
  return { secret, recoveryCodes: json.recoveryCodes, code };
}

async function addPasskey(ada: Ada, name: string): Promise<PasskeyDevice> {
  const device = createPasskeyDevice(ORIGIN);
  const { json: options } = await ada.call("POST", "/passkeys/options");
  const added = await ada.call("POST", "/passkeys", { credential: device.create(options), name });
  expect([added.status, added.json.name]).toEqual([201, name]);
  return device;
}

async function assertion(door: MailDoor, device: PasskeyDevice): Promise<unknown> {
  const { json: options } = await door.call("POST", "/api/auth/passkey/options", { body: {} });
  return device.get(options);
}

const finish = (door: MailDoor, token: string, more: Record<string, unknown> = {}) =>
  door.call("POST", "/api/auth/reset/finish", { body: { token, newPassword: NEW_PASSWORD, ...more } });
const undo = (door: MailDoor, token: string) => door.call("POST", "/api/auth/undo-email", { body: { token } });
const check = async (door: MailDoor, token: string) =>
  (await door.call("POST", "/api/auth/reset/check", { body: { token } })).json;
const logIn = (door: MailDoor, password: string) =>
  door.call("POST", "/api/auth/login", { body: { username: "ada", password } });
const byPasskey = async (door: MailDoor, device: PasskeyDevice) =>
  await door.call("POST", "/api/auth/passkey", { body: await assertion(door, device) });

/** The undo link of the mail that tells of an app or a passkey. */
const undoToken = async (door: MailDoor, subject: RegExp) => tokenIn(await door.mail(EMAIL, subject));
const APP_ON = /now asks for a code/;
const PASSKEY_ADDED = /A passkey was added/;

eachMailDoor("a reset takes the app's code: a wrong one, and none, leave the link alive", async (door) => {
  const ada = await registerAda(door);
  const app = await turnOnApp(door, ada);
  const token = await door.resetToken(EMAIL);
  expect(await check(door, token)).toEqual({ username: "ada", methods: ["totp", "recovery"] });
  const asked = await finish(door, token);
  expectProblem(asked, 401, "second_factor_required");
  expect(asked.json.methods).toEqual(["totp", "recovery"]);
  expect(asked.json).not.toHaveProperty("challenge");
  expectProblem(await finish(door, token, { code: wrongCode(app.secret, door.clock.now()) }), 401, "invalid_code");
  expectWrongFields(await finish(door, token, { newPassword: "short", code: app.code() }), ["newPassword"]);
  const done = await finish(door, token, { code: app.code() });
  expect([done.status, done.text]).toEqual([204, ""]);
  expect(await door.verify(ada.token)).toBe("invalid_token");

  // The reset took nothing away: the new password is half of the way in.
  const answer = await logIn(door, NEW_PASSWORD);
  expectProblem(answer, 401, "second_factor_required");
  const body = { challenge: answer.json.challenge, code: app.code() };
  expect((await door.call("POST", "/api/auth/second-factor", { body })).status).toBe(200);
  const failures = (await door.audit(ada.id)).filter(({ action }) => action === "login.failed");
  expect(failures.map(({ reason }) => reason)).toEqual(["wrong code"]);
});

eachMailDoor("a reset takes a recovery code once, and uses none up that it does not take", async (door) => {
  const ada = await registerAda(door);
  const { recoveryCodes: [first = "", second = ""] } = await turnOnApp(door, ada);
  const token = await door.resetToken(EMAIL);
  expectWrongFields(await finish(door, token, { newPassword: "short", recoveryCode: first }), ["newPassword"]);
  const answers = await Promise.all([
    finish(door, token, { recoveryCode: first.toUpperCase().replace("-", "") }),
    finish(door, token, { recoveryCode: first }),
  ]);
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  await door.mail(EMAIL, /recovery code/i);

  const again = await door.resetToken(EMAIL);
  expectProblem(await finish(door, again, { recoveryCode: first }), 401, "invalid_code");
  expect((await finish(door, again, { recoveryCode: second })).status).toBe(204);
});

eachMailDoor("a reset takes a passkey of the account, and nobody else's", async (door) => {
  const ada = await registerAda(door);
  await turnOnApp(door, ada);
  const own = await addPasskey(ada, "Laptop");
  const eve = await door.register("eve");
  const others = await addPasskey(withBearer(door, eve, eve.token), "Eve's");
  const token = await door.resetToken(EMAIL);
  expect((await check(door, token)).methods).toEqual(["totp", "recovery", "passkey"]);
  expectProblem(await finish(door, token, { passkey: await assertion(door, others) }), 401, "invalid_code");
  const passkey = await assertion(door, own);
  expect((await finish(door, token, { passkey })).status).toBe(204);
  const again = await door.resetToken(EMAIL);
  expectProblem(await finish(door, again, { passkey }), 401, "invalid_code");
  expect((await byPasskey(door, own)).status).toBe(200);
});

eachMailDoor("a reset gives a password to an account without one", async (door) => {
  const ada = await registerAda(door);
  const device = await addPasskey(ada, "Laptop");
  expect((await ada.call("DELETE", "/password")).status).toBe(204);
  expectProblem(await logIn(door, PASSWORD), 401, "invalid_credentials");
  const token = await door.resetToken(EMAIL);
  // A passkey alone is no second factor.
  expect(await check(door, token)).toEqual({ username: "ada", methods: [] });
  expect((await finish(door, token)).status).toBe(204);
  expect((await logIn(door, NEW_PASSWORD)).status).toBe(200);
  expect((await byPasskey(door, device)).status).toBe(200);
});

eachMailDoor("five wrong codes end the link, for the right one too; a new link is asked for", async (door) => {
  const app = await turnOnApp(door, await registerAda(door));
  const token = await door.resetToken(EMAIL);
  for (let count = 0; count < 5; count++) {
    const code = wrongCode(app.secret, door.clock.now());
    expectProblem(await finish(door, token, { code }), 401, "invalid_code");
  }
  expectProblem(await finish(door, token, { code: app.code() }), 410, "invalid_link");
  expectProblem(await door.call("POST", "/api/auth/reset/check", { body: { token } }), 410, "invalid_link");
  expect((await finish(door, await door.resetToken(EMAIL), { code: app.code() })).status).toBe(204);
});

eachMailDoor("an undone app is asked for no more, and the account waits for a reset", async (door) => {
  const ada = await registerAda(door);
  const app = await turnOnApp(door, ada);
  const token = await undoToken(door, APP_ON);
  expect((await undo(door, token)).status).toBe(204);
  expectProblem(await undo(door, token), 410, "invalid_link");
  expect(await door.verify(ada.token)).toBe("invalid_token");
  expect((await door.audit(ada.id)).filter(({ action }) => action === "email.undo")).toMatchObject([
    { reason: "second_factor" },
  ]);

  // The password alone opens it again, and nothing new is taken.
  const signedIn = await logIn(door, PASSWORD);
  expect(signedIn.status).toBe(200);
  const back = withBearer(door, ada, signedIn.json.token);
  expect((await back.call("GET", "")).json).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 });
  const refused = [
    await back.call("POST", "/totp"),
    await back.call("POST", "/passkeys/options"),
    await back.call("POST", "/recovery-codes"),
    await back.call("POST", "/email", { password: PASSWORD, email: "other@example.org" }),
    await door.call("POST", "/api/auth/password", {
      bearer: signedIn.json.token,
      body: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD },
    }),
  ];
  for (const answer of refused) {
    expectProblem(answer, 403, "confirmation_required");
    expect(answer.json.methods).toEqual(["reset"]);
  }

  const reset = tokenIn(await door.mails.next(({ text }) => text.includes("#reset=")));
  expect(await check(door, reset)).toEqual({ username: "ada", methods: [] });
  expect((await finish(door, reset)).status).toBe(204);
  const { json } = await logIn(door, NEW_PASSWORD);
  expect((await withBearer(door, ada, json.token).call("POST", "/totp")).status).toBe(201);
  expect(app.recoveryCodes).toHaveLength(10);
});

eachMailDoor("an undone passkey opens nothing, what was there before stays, its codes do not", async (door) => {
  const ada = await registerAda(door);
  const app = await turnOnApp(door, ada);
  const own = await addPasskey(ada, "Own");
  door.clock.advance(STEP_MS);
  const theirs = await addPasskey(ada, "Theirs");
  const token = tokenIn(await door.mails.next(({ text }) => text.includes('"Theirs"')));
  const later = await addPasskey(ada, "Later");
  const { status, json: { recoveryCodes } } = await ada.call("POST", "/recovery-codes");
  expect(status).toBe(201);

  expect((await undo(door, token)).status).toBe(204);
  for (const gone of [theirs, later]) expectProblem(await byPasskey(door, gone), 401, "invalid_credentials");
  const back = await byPasskey(door, own);
  expect(back.status).toBe(200);
  // Codes that were made since are known to whoever made them.
  const bearer = back.json.token;
  expect((await withBearer(door, ada, bearer).call("GET", "")).json).toMatchObject({
    secondFactor: true,
    recoveryCodesLeft: 0,
  });
  const { json: { passkeys } } = await withBearer(door, ada, bearer).call("GET", "/passkeys");
  expect(passkeys.map(({ name }: { name: string }) => name)).toEqual(["Own"]);

  const reset = tokenIn(await door.mails.next(({ text }) => text.includes("#reset=")));
  expect((await check(door, reset)).methods).toEqual(["totp", "passkey"]);
  expectProblem(await finish(door, reset, { recoveryCode: recoveryCodes[0] }), 401, "invalid_code");
  expect((await finish(door, reset, { code: app.code() })).status).toBe(204);
});

eachMailDoor("an undo takes back the later acts of every kind, and its link those of the later ones", async (door) => {
  const ada = await registerAda(door);
  const device = await addPasskey(ada, "Theirs");
  const first = await undoToken(door, PASSKEY_ADDED);
  door.clock.advance(STEP_MS);
  await turnOnApp(door, ada);
  const second = await undoToken(door, APP_ON);
  expect((await ada.call("POST", "/email", { password: PASSWORD, email: "eve@example.org" })).status).toBe(204);
  expect((await undo(door, first)).status).toBe(204);
  expectProblem(await undo(door, second), 410, "invalid_link");
  expectProblem(await byPasskey(door, device), 401, "invalid_credentials");
  const { status, json } = await logIn(door, PASSWORD);
  expect(status).toBe(200);
  expect((await withBearer(door, ada, json.token).call("GET", "")).json).toMatchObject({
    email: EMAIL,
    emailVerified: true,
    secondFactor: false,
  });
});

eachMailDoor("a secret that waited for its first code is gone with the undo, however old", async (door) => {
  const ada = await registerAda(door);
  const { json: { secret } } = await ada.call("POST", "/totp");
  door.clock.advance(STEP_MS);
  await addPasskey(ada, "Theirs");
  expect((await undo(door, await undoToken(door, PASSKEY_ADDED))).status).toBe(204);
  const { json: { token } } = await logIn(door, PASSWORD);
  const verified = await withBearer(door, ada, token).call("POST", "/totp/verify", {
    code: codeAt(secret, door.clock.now()),
  });
  expectProblem(verified, 401, "invalid_code");
  expect((await logIn(door, PASSWORD)).status).toBe(200);
});

eachMailDoor("the mail to choose a new password comes after an undo, however many were asked for", async (door) => {
  const ada = await registerAda(door);
  await addPasskey(ada, "Theirs");
  const token = await undoToken(door, PASSKEY_ADDED);
  for (let count = 0; count < 3; count++) await door.resetToken(EMAIL);
  const before = new Set(door.mails.received);
  expect((await undo(door, token)).status).toBe(204);
  const reset = tokenIn(await door.mails.next((it) => !before.has(it) && it.text.includes("#reset=")));
  expect((await finish(door, reset)).status).toBe(204);
});

eachMailDoor("an undo ends the link that an operator gave before it, to whomever that was", async (door) => {
  const ada = await registerAda(door);
  await addPasskey(ada, "Theirs");
  const token = await undoToken(door, PASSKEY_ADDED);
  const { json } = await door.admin("POST", `/accounts/${ada.id}/recovery`, { reason: "Sounded like her" });
  expect((await undo(door, token)).status).toBe(204);
  expectProblem(await finish(door, tokenIn({ text: json.url })), 410, "invalid_link");
});
