/** What operators do to an account, as its player learns of it: by mail, and at the doors. */
import { expect } from "expect";
import { codeAt } from "../accounts/authenticator.ts";
import { tokenIn } from "../../support/smtp.ts";
import { eachMailDoor, type MailDoor } from "./mail_setup.ts";
import { expectProblem, PASSWORD } from "./setup.ts";

const EMAIL = "ada@example.org";
const NEW_PASSWORD = "battery staple";
const HOUR_MS = 60 * 60_000;

/** Verified, with an app and recovery codes, since days. */
async function guarded(door: MailDoor) {
  const { id, token: bearer } = await door.register("ada", { email: EMAIL });
  await door.verifyEmail(EMAIL);
  const { json: { secret } } = await door.call("POST", "/api/account/totp", { bearer });
  const body = { code: codeAt(secret, door.clock.now()) };
  const { json } = await door.call("POST", "/api/account/totp/verify", { bearer, body });
  expect(json.recoveryCodes).toHaveLength(10);
  return { id };
}

const recovery = async (door: MailDoor, id: number) => {
  const body = { reason: "Lost all", removeSecondFactor: true };
  const { status, json } = await door.admin("POST", `/accounts/${id}/recovery`, body);
  expect(status).toBe(201);
  return tokenIn({ text: json.url });
};
const finish = (door: MailDoor, token: string) =>
  door.call("POST", "/api/auth/reset/finish", { body: { token, newPassword: NEW_PASSWORD } });
const mailsWith = (door: MailDoor, text: RegExp) => door.mails.next((it) => text.test(it.text));

eachMailDoor(
  "whoever still has the mailbox withdraws an operator's link before it takes the phone away",
  async (door) => {
    const { id } = await guarded(door);
    const token = await recovery(door, id);
    const mail = await door.mail(EMAIL, /operator|recover/i);
    expect(mail.text).not.toContain(token);
    const undo = await door.call("POST", "/api/auth/undo-email", { body: { token: tokenIn(mail) } });
    expect(undo.status).toBe(204);
    door.clock.advance(25 * HOUR_MS);
    expectProblem(await finish(door, token), 410, "invalid_link");
    const login = await door.call("POST", "/api/auth/login", { body: { username: "ada", password: PASSWORD } });
    expectProblem(login, 401, "second_factor_required");
  },
);

eachMailDoor(
  "an operator's link that removes the second factor leaves neither app, passkey nor recovery code",
  async (door) => {
    const { id } = await guarded(door);
    await door.server.database.write.insertInto("passkeys").values({
      id: "a",
      account_id: id,
      credential_id: "a",
      public_key: new Uint8Array(1),
      counter: 0,
      name: "A key",
      created_at: 0,
      last_used_at: null,
    }).execute();
    const token = await recovery(door, id);
    door.clock.advance(25 * HOUR_MS);
    expect((await finish(door, token)).status).toBe(204);
    const { read } = door.server.database;
    const left = await Promise.all([
      read.selectFrom("totp_secrets").select("account_id").where("account_id", "=", id).execute(),
      read.selectFrom("passkeys").select("account_id").where("account_id", "=", id).execute(),
      read.selectFrom("recovery_codes").select("account_id").where("account_id", "=", id).execute(),
    ]);
    expect(left).toEqual([[], [], []]);
    const login = await door.call("POST", "/api/auth/login", { body: { username: "ada", password: NEW_PASSWORD } });
    expect(login.status).toBe(200);
  },
);

eachMailDoor(
  "an e-mail that an operator changes is told to the old address, and takes the secrets with it that hang on it",
  async (door) => {
    const { id } = await door.register("ada", { email: EMAIL });
    const secrets = async () =>
      (await door.server.database.read.selectFrom("account_secrets").select("scheme").where("account_id", "=", id)
        .execute()).map(({ scheme }) => scheme);
    expect(await secrets()).toContain("srp6-wildstar");
    const body = { email: "ada@elsewhere.example", reason: "Asked by post" };
    const { status, json } = await door.admin("PATCH", `/accounts/${id}`, body);
    expect([status, json.email]).toEqual([200, "ada@elsewhere.example"]);
    expect(await secrets()).not.toContain("srp6-wildstar");
    await door.mail(EMAIL, /was changed/);
    // The password stays, and makes them anew.
    const login = await door.call("POST", "/api/auth/login", { body: { username: "ada", password: PASSWORD } });
    expect(login.status).toBe(200);
    expect(await secrets()).toContain("srp6-wildstar");
  },
);

eachMailDoor("a mail to prove the address is sent anew, and neither that nor a reset to who has none", async (door) => {
  const { id } = await door.register("ada", { email: EMAIL });
  const first = await mailsWith(door, /#verify=/);
  const body = { reason: "Never came" };
  expect((await door.admin("POST", `/accounts/${id}/verification-mail`, body)).status).toBe(202);
  const second = await door.mails.next((it) => it !== first && it.text.includes("#verify="));
  const { status } = await door.call("POST", "/api/auth/verify-email", { body: { token: tokenIn(second) } });
  expect(status).toBe(204);
  const { id: bea } = await door.register("bea");
  for (const path of ["reset-mail", "verification-mail"]) {
    expectProblem(await door.admin("POST", `/accounts/${bea}/${path}`, body), 409, "email_required");
    expect((await door.admin("POST", `/accounts/${id}/${path}`, {})).status).toBe(422);
  }
});
