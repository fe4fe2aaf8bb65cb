/** A player who lost the password, the phone, the mailbox, in every combination, and a thief who has just one of them. */
import { expect } from "expect";
import { codeAt } from "../doors/accounts/authenticator.ts";
import { eachMailDoor, type MailDoor } from "../doors/http/mail_setup.ts";
import { expectProblem, PASSWORD, type Player } from "../doors/http/setup.ts";
import { tokenIn } from "../support/smtp.ts";

const EMAIL = "ada@example.org";
const OTHER_EMAIL = "ada@elsewhere.example";
const NEW_PASSWORD = "battery staple";
const STEP_MS = 30_000;
const HOUR_MS = 60 * 60_000;

/** What Ada has: a password in her head, an app on her phone, a mailbox, and a sheet of recovery codes in a drawer. */
interface Ada extends Player {
  /** What her phone shows: time moves on by a step, as no code is taken twice. */
  phone(): string;
  /** The next of the sheet. */
  sheet(): string;
}

async function meetAda(door: MailDoor): Promise<Ada> {
  const player = await door.register("ada", { email: EMAIL });
  await door.verifyEmail(EMAIL);
  const bearer = player.token;
  const { json: { secret } } = await door.call("POST", "/api/account/totp", { bearer });
  const phone = () => {
    door.clock.advance(STEP_MS);
    return codeAt(secret, door.clock.now());
  };
  const { json } = await door.call("POST", "/api/account/totp/verify", { bearer, body: { code: phone() } });
  const codes: string[] = [...json.recoveryCodes];
  // Days later nobody can take the app back by the mail that told of it.
  door.clock.advance(80 * HOUR_MS);
  return { ...player, phone, sheet: () => codes.shift() ?? "" };
}

const logIn = (door: MailDoor, password: string) =>
  door.call("POST", "/api/auth/login", { body: { username: "ada", password } });

/** With the password and what stands for the phone. @returns the session's token */
async function signIn(door: MailDoor, password: string, proof: { code: string } | { recoveryCode: string }) {
  const asked = await logIn(door, password);
  expectProblem(asked, 401, "second_factor_required");
  const body = { challenge: asked.json.challenge, ...proof };
  const { status, json } = await door.call("POST", "/api/auth/second-factor", { body });
  expect(status).toBe(200);
  return String(json.token);
}

const finishReset = (door: MailDoor, token: string, proof: Record<string, string> = {}) =>
  door.call("POST", "/api/auth/reset/finish", { body: { token, newPassword: NEW_PASSWORD, ...proof } });

/** She asks the operator, who believes her. @returns the link's token */
async function askOperator(door: MailDoor, ada: Ada, removeSecondFactor: boolean): Promise<string> {
  const body = { reason: "Knows the names of all her characters", removeSecondFactor };
  const { status, json } = await door.admin("POST", `/accounts/${ada.id}/recovery`, body);
  expect(status).toBe(201);
  return tokenIn({ text: json.url });
}

async function changeEmail(door: MailDoor, bearer: string, password: string): Promise<void> {
  const body = { email: OTHER_EMAIL, password };
  expect((await door.call("POST", "/api/account/email", { bearer, body })).status).toBe(204);
  await door.verifyEmail(OTHER_EMAIL);
}

async function changePhone(door: MailDoor, bearer: string): Promise<void> {
  expect((await door.call("DELETE", "/api/account/totp", { bearer })).status).toBe(204);
  expect((await door.call("POST", "/api/account/totp", { bearer })).status).toBe(201);
}

eachMailDoor("the password: a link by mail, and the phone", async (door) => {
  const ada = await meetAda(door);
  const done = await finishReset(door, await door.resetToken(EMAIL), { code: ada.phone() });
  expect(done.status).toBe(204);
  await signIn(door, NEW_PASSWORD, { code: ada.phone() });
});

eachMailDoor("the phone: the password and a code of the sheet, then a new phone", async (door) => {
  const ada = await meetAda(door);
  await changePhone(door, await signIn(door, PASSWORD, { recoveryCode: ada.sheet() }));
});

eachMailDoor("the mailbox: the password and the phone, then a new address", async (door) => {
  const ada = await meetAda(door);
  await changeEmail(door, await signIn(door, PASSWORD, { code: ada.phone() }), PASSWORD);
});

eachMailDoor("the password and the phone: a link by mail, and codes of the sheet", async (door) => {
  const ada = await meetAda(door);
  const done = await finishReset(door, await door.resetToken(EMAIL), { recoveryCode: ada.sheet() });
  expect(done.status).toBe(204);
  await changePhone(door, await signIn(door, NEW_PASSWORD, { recoveryCode: ada.sheet() }));
});

eachMailDoor("the password and the mailbox: the operator's link, and the phone", async (door) => {
  const ada = await meetAda(door);
  const token = await askOperator(door, ada, false);
  expectProblem(await finishReset(door, token), 401, "second_factor_required");
  expect((await finishReset(door, token, { code: ada.phone() })).status).toBe(204);
  await changeEmail(door, await signIn(door, NEW_PASSWORD, { code: ada.phone() }), NEW_PASSWORD);
});

eachMailDoor("the phone and the mailbox: the password and a code of the sheet, then both anew", async (door) => {
  const ada = await meetAda(door);
  const token = await signIn(door, PASSWORD, { recoveryCode: ada.sheet() });
  await changeEmail(door, token, PASSWORD);
  await changePhone(door, token);
});

eachMailDoor("all three, and the sheet as well: the operator's other link, a day later", async (door) => {
  const ada = await meetAda(door);
  const token = await askOperator(door, ada, true);
  expectProblem(await finishReset(door, token), 409, "too_early");
  door.clock.advance(24 * HOUR_MS);
  expect((await finishReset(door, token)).status).toBe(204);
  expect((await logIn(door, NEW_PASSWORD)).status).toBe(200);
});

eachMailDoor("a stranger who asks for resets meanwhile ends no link of the operator's", async (door) => {
  const ada = await meetAda(door);
  const token = await askOperator(door, ada, true);
  door.clock.advance(24 * HOUR_MS);
  const byMail = await door.resetToken(EMAIL);
  expect((await finishReset(door, token)).status).toBe(204);
  // What she set ends what was asked for before.
  expectProblem(await finishReset(door, byMail), 410, "invalid_link");
});

eachMailDoor("a thief of the password is asked for the phone, and changes nothing", async (door) => {
  const ada = await meetAda(door);
  const asked = await logIn(door, PASSWORD);
  expectProblem(asked, 401, "second_factor_required");
  expect(asked.json).not.toHaveProperty("token");
  for (let count = 0; count < 5; count++) {
    const body = { challenge: asked.json.challenge, code: String(count).repeat(6) };
    expect((await door.call("POST", "/api/auth/second-factor", { body })).status).toBe(401);
  }
  const body = { challenge: asked.json.challenge, code: ada.phone() };
  expectProblem(await door.call("POST", "/api/auth/second-factor", { body }), 410, "invalid_link");
  const credentials = { username: "ada", password: PASSWORD };
  const launcher = await door.call("POST", "/auth/authenticate", {
    body: { authentication_method: "website", credentials },
  });
  expectProblem(launcher, 401, "second_factor_required");
});

eachMailDoor("a thief of the phone has nothing to type its codes into", async (door) => {
  const ada = await meetAda(door);
  expectProblem(await logIn(door, "a guess of theirs"), 401, "invalid_credentials");
  const body = { challenge: "A".repeat(43), code: ada.phone() };
  expectProblem(await door.call("POST", "/api/auth/second-factor", { body }), 410, "invalid_link");
  expectProblem(await finishReset(door, "A".repeat(43), { code: ada.phone() }), 410, "invalid_link");
});

eachMailDoor("a thief of the mailbox gets a link that asks for the phone", async (door) => {
  const ada = await meetAda(door);
  const token = await door.resetToken(EMAIL);
  expectProblem(await finishReset(door, token), 401, "second_factor_required");
  expectProblem(await finishReset(door, token, { recoveryCode: "aaaaa-aaaaa" }), 401, "invalid_code");
  await signIn(door, PASSWORD, { code: ada.phone() });
});

eachMailDoor("a thief who talks the operator round is seen a day before, and stopped by the mail", async (door) => {
  const ada = await meetAda(door);
  const stolen = await askOperator(door, ada, true);
  const body = { token: tokenIn(await door.mail(EMAIL, /asked to open your account/)) };
  expect((await door.call("POST", "/api/auth/undo-email", { body })).status).toBe(204);
  door.clock.advance(24 * HOUR_MS);
  expectProblem(await finishReset(door, stolen), 410, "invalid_link");
  await signIn(door, PASSWORD, { code: ada.phone() });
});
