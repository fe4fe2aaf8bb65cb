import { expect } from "expect";
import { linkIn, tokenIn } from "../../support/smtp.ts";
import { until } from "../../domain/mail/setup.ts";
import { eachMailDoor, type MailDoor } from "./mail_setup.ts";
import { claimsOf, eachDoor, expectProblem, expectWrongFields, PASSWORD } from "./setup.ts";

const NEW_PASSWORD = "battery staple";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const logInWith = (
  door: MailDoor,
  username: string,
  password: string,
  more: { headers?: Record<string, string> } = {},
) => door.call("POST", "/api/auth/login", { body: { username, password }, ...more });
const finish = (door: MailDoor, token: string, newPassword = NEW_PASSWORD) =>
  door.call("POST", "/api/auth/reset/finish", { body: { token, newPassword } });
const check = (door: MailDoor, token: string) => door.call("POST", "/api/auth/reset/check", { body: { token } });
const undo = (door: MailDoor, token: string) => door.call("POST", "/api/auth/undo-email", { body: { token } });
const changeEmail = (door: MailDoor, bearer: string, email: string, password = PASSWORD) =>
  door.call("POST", "/api/account/email", { bearer, body: { password, email } });

eachMailDoor("a forgotten password: a mail, a link, a new password, and everybody signed out", async (door) => {
  const { token: session } = await door.register("ada", { email: "Ada@example.org" });
  const token = await door.resetToken("ada@EXAMPLE.org");
  const checked = await check(door, token);
  expect([checked.status, checked.json]).toEqual([200, { username: "ada", methods: [] }]);
  const done = await finish(door, token);
  expect([done.status, done.text]).toEqual([204, ""]);
  expect(await door.verify(session)).toBe("invalid_token");
  expectProblem(await logInWith(door, "ada", PASSWORD), 401, "invalid_credentials");
  expect((await logInWith(door, "ada", NEW_PASSWORD)).status).toBe(200);
  expectProblem(await finish(door, token), 410, "invalid_link");
  expectProblem(await check(door, token), 410, "invalid_link");
  await door.mail("Ada@example.org", /password .* was changed/);
});

eachMailDoor(
  "the link is in the page's address, alone on its line, with its end; the subject tells nothing",
  async (door) => {
    await door.register("ada", { email: "ada@example.org" });
    const token = await door.resetToken("ada@example.org");
    const mail = door.mails.received.find(({ text }) => text.includes("#reset="))!;
    expect(linkIn(mail)).toBe(`https://play.example.org/#reset=${token}`);
    expect(mail.text).toContain("2026-01-01 00:30 UTC");
    expect(mail.headers.get("subject")).not.toContain(token);
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  },
);

eachMailDoor(
  "known, unknown, banned and over the limit are answered alike; unknown ones are written nowhere",
  async (door) => {
    const { id } = await door.register("ada", { email: "ada@example.org" });
    const answers = [await door.askReset("ada@example.org"), await door.askReset("nobody@example.org")];
    await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "Cheating" });
    answers.push(await door.askReset("ada@example.org"));
    for (let count = 0; count < 4; count++) answers.push(await door.askReset("ada@example.org"));
    expect(answers.map(({ status, text }) => [status, text])).toEqual(answers.map(() => [202, "{}"]));
    await until(async () => {
      door.clock.advance(2_000);
      return (await door.server.database.read.selectFrom("reset_requests").select("id").execute()).length === 0;
    });
    // Three an hour for the account, and no more.
    const audit = await door.audit(id);
    expect(audit.filter(({ action }) => action === "reset.request")).toHaveLength(3);
    expect((await door.admin("GET", "/audit?action=reset.request")).json.items).toHaveLength(3);
    const metrics = await door.call("GET", "/metrics");
    expect(metrics.text).toContain("gatehouse_resets_unknown_total 1");
  },
);

eachMailDoor("a reset lifts no ban", async (door) => {
  const { id } = await door.register("ada", { email: "ada@example.org" });
  await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "Cheating\nand more" });
  const mail = await door.mail("ada@example.org", /suspended/);
  expect(mail.text).toContain("Why: Cheating and more\nUntil: without an end");
  expect((await finish(door, await door.resetToken("ada@example.org"))).status).toBe(204);
  expectProblem(await logInWith(door, "ada", NEW_PASSWORD), 403, "account_banned");
});

eachMailDoor("five resets an hour from one address", async (door) => {
  for (let count = 0; count < 5; count++) {
    expect((await door.askReset(`nobody${count}@example.org`, "198.51.100.1")).status).toBe(202);
  }
  expectProblem(await door.askReset("nobody@example.org", "198.51.100.1"), 429, "rate_limited");
  expect((await door.askReset("nobody@example.org", "198.51.100.2")).status).toBe(202);
  door.clock.advance(HOUR_MS);
  expect((await door.askReset("nobody@example.org", "198.51.100.1")).status).toBe(202);
});

eachMailDoor("twenty resets an hour from one /48, however many of its networks ask", async (door) => {
  for (let count = 0; count < 20; count++) {
    expect((await door.askReset(`nobody${count}@example.org`, `2001:db8:1:${count}::1`)).status).toBe(202);
  }
  expectProblem(await door.askReset("nobody@example.org", "2001:db8:1:99::1"), 429, "rate_limited");
  expect((await door.askReset("nobody@example.org", "2001:db8:2::1")).status).toBe(202);
});

eachMailDoor("only the newest link is good, for 30 minutes, and a bad password leaves it alive", async (door) => {
  await door.register("ada", { email: "ada@example.org" });
  const older = await door.resetToken("ada@example.org");
  const newer = await door.resetToken("ada@example.org");
  expectProblem(await finish(door, older), 410, "invalid_link");
  expectWrongFields(await finish(door, newer, "short"), ["newPassword"]);
  door.clock.advance(29 * MINUTE_MS);
  expect((await check(door, newer)).status).toBe(200);
  door.clock.advance(2 * MINUTE_MS);
  for (const bad of [newer, "x", "A".repeat(43)]) expectProblem(await check(door, bad), 410, "invalid_link");
});

eachMailDoor("of two uses of one link at once one wins", async (door) => {
  await door.register("ada", { email: "ada@example.org" });
  const token = await door.resetToken("ada@example.org");
  const answers = await Promise.all([finish(door, token, "password one"), finish(door, token, "password two")]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 410]);
});

eachMailDoor("an e-mail is proven by the mail of the registration; again within a day it is fine", async (door) => {
  const { id, token: bearer } = await door.register("ada", { email: "ada@example.org" });
  const mail = await door.mail("ada@example.org", /e-mail address/);
  const token = tokenIn(mail);
  const verify = () => door.call("POST", "/api/auth/verify-email", { body: { token } });
  expect((await verify()).status).toBe(204);
  door.clock.advance(23 * HOUR_MS);
  expect((await verify()).status).toBe(204);
  door.clock.advance(2 * HOUR_MS);
  expectProblem(await verify(), 410, "invalid_link");
  const row = await door.server.database.read.selectFrom("accounts").select("email_verified_at").where("id", "=", id)
    .executeTakeFirstOrThrow();
  expect(row.email_verified_at).not.toBe(null);
  expect(bearer).not.toBe("");
});

eachMailDoor("a link that proves an address holds a day; one goes out when a guest keeps the account", async (door) => {
  const { json: guest } = await door.call("POST", "/api/auth/guest", { body: {} });
  const body = { username: "mara", password: PASSWORD, email: "mara@example.org" };
  expect((await door.call("POST", "/api/account/upgrade", { bearer: guest.token, body })).status).toBe(200);
  const first = tokenIn(await door.mail("mara@example.org", /e-mail address/));
  const verify = (token: string) => door.call("POST", "/api/auth/verify-email", { body: { token } });
  door.clock.advance(24 * HOUR_MS - 1);
  const resend = await door.call("POST", "/api/account/email/verification", { bearer: await logInMara() });
  expect(resend.status).toBe(202);
  const second = tokenIn(await door.mails.next(({ text }) => text.includes("#verify=") && !text.includes(first)));
  door.clock.advance(1);
  expectProblem(await verify(first), 410, "invalid_link");
  expect((await verify(second)).status).toBe(204);
  expect((await door.audit(guest.id)).map(({ action }) => action)).toContain("email.verify");

  async function logInMara() {
    return (await logInWith(door, "mara", PASSWORD)).json.token;
  }
});

eachMailDoor("a reset proves the address, ends tokens and game passwords, and closes their doors", async (door) => {
  const { id, token: bearer } = await door.register("ada", { email: "ada@example.org" });
  const credentials = { username: "ada", password: PASSWORD };
  const website = { authentication_method: "website", credentials };
  const { json: { login_token } } = await door.call("POST", "/auth/authenticate", { body: website });
  expect((await door.call("POST", "/api/account/games/slime/password", { bearer })).status).toBe(201);
  expect((await door.call("POST", "/api/account/games/wildstar/window", { bearer })).status).toBe(201);
  expect((await finish(door, await door.resetToken("ada@example.org"))).status).toBe(204);
  const asked = { token: login_token, token_type: "login" };
  const { json } = await door.call("POST", "/auth/revalidate", { body: asked });
  expect(json).toEqual({ valid: false, reason: "revoked" });

  const { json: { token } } = await logInWith(door, "ada", NEW_PASSWORD);
  expect((await door.call("GET", "/api/account", { bearer: token })).json.emailVerified).toBe(true);
  const { json: { games } } = await door.call("GET", "/api/account/games", { bearer: token });
  expect(games).toMatchObject([
    { gameId: "slime", access: "closed", gamePassword: null },
    { gameId: "wildstar", access: "password", window: null },
  ]);
  expect((await door.audit(id)).map(({ action }) => action)).toEqual(
    expect.arrayContaining(["door.window", "door.password", "reset.request", "reset.finish"]),
  );
});

eachMailDoor("an operator's mail to choose a new password goes out however many were asked for", async (door) => {
  const { id } = await door.register("ada", { email: "ada@example.org" });
  for (let count = 0; count < 3; count++) await door.resetToken("ada@example.org");
  const before = new Set(door.mails.received);
  const sent = await door.admin("POST", `/accounts/${id}/reset-mail`, { reason: "Asked for it" });
  expect(sent.status).toBe(202);
  const mail = await door.mails.next((it) => !before.has(it) && it.text.includes("#reset="));
  expect((await finish(door, tokenIn(mail))).status).toBe(204);
});

eachMailDoor("an operator's link proves no address", async (door) => {
  const { id } = await door.register("ada", { email: "ada@example.org" });
  const { json } = await door.admin("POST", `/accounts/${id}/recovery`, { reason: "Lost the mailbox" });
  expect((await finish(door, tokenIn({ text: json.url }))).status).toBe(204);
  const { json: { token } } = await logInWith(door, "ada", NEW_PASSWORD);
  expect((await door.call("GET", "/api/account", { bearer: token })).json.emailVerified).toBe(false);
});

eachMailDoor("a new mail to prove the address: once a minute, five times a day", async (door) => {
  const { token: bearer } = await door.register("ada", { email: "ada@example.org" });
  const resend = () => door.call("POST", "/api/account/email/verification", { bearer });
  for (let count = 0; count < 5; count++) {
    expect((await resend()).status).toBe(202);
    expectProblem(await resend(), 429, "rate_limited");
    door.clock.advance(MINUTE_MS);
  }
  expectProblem(await resend(), 429, "rate_limited");
  const { token: other } = await door.register("bea");
  expectProblem(await door.call("POST", "/api/account/email/verification", { bearer: other }), 409, "email_required");
});

eachMailDoor("the link of an address proves no later one", async (door) => {
  const { token: bearer } = await door.register("ada", { email: "ada@example.org" });
  const token = tokenIn(await door.mail("ada@example.org", /e-mail address/));
  expect((await changeEmail(door, bearer, "ada@example.net")).status).toBe(204);
  expectProblem(await door.call("POST", "/api/auth/verify-email", { body: { token } }), 410, "invalid_link");
  await door.verifyEmail("ada@example.net");
});

eachMailDoor("an address is changed twenty times a day: nobody's mailbox is filled by it", async (door) => {
  const { token: bearer } = await door.register("ada", { email: "ada@example.org" });
  const outbox = () => door.server.database.read.selectFrom("mails").select("id").execute();
  for (let count = 0; count < 20; count++) {
    expect((await changeEmail(door, bearer, `ada${count}@example.org`)).status).toBe(204);
    await until(async () => (await outbox()).length === 0);
  }
  const refused = await changeEmail(door, bearer, "victim@example.org");
  expectProblem(refused, 429, "rate_limited");
  expect((await door.call("GET", "/api/account", { bearer })).json.email).toBe("ada19@example.org");
  expect(await outbox()).toEqual([]);
  const { json } = await door.admin("PATCH", `/accounts/${claimsOf(bearer)["sub"]}`, {
    email: "ada@example.com",
    reason: "Asked for it",
  });
  expect(json.email).toBe("ada@example.com");
  door.clock.advance(23 * HOUR_MS);
  expect((await changeEmail(door, bearer, "ada@example.net")).status).toBe(429);
  door.clock.advance(HOUR_MS - MINUTE_MS);
  const renewed = (await logInWith(door, "ada", PASSWORD)).json.token;
  door.clock.advance(MINUTE_MS);
  expect((await changeEmail(door, renewed, "ada@example.net")).status).toBe(204);
});

eachMailDoor("whoever loses the e-mail to a thief gets it back, whatever the thief did since", async (door) => {
  const { id, token: bearer } = await door.register("ada", { email: "ada@example.org" });
  expect((await changeEmail(door, bearer, "thief@example.net")).status).toBe(204);
  const first = tokenIn(await door.mail("ada@example.org", /was changed/));
  expect((await changeEmail(door, bearer, "thief@example.com")).status).toBe(204);
  const second = tokenIn(await door.mail("thief@example.net", /was changed/));
  // The thief takes the second change back: that leads to the thief's first address, and no further.
  expect((await undo(door, second)).status).toBe(204);
  const stolen = (await logInWith(door, "ada", PASSWORD)).json.token;
  expect((await undo(door, first)).status).toBe(204);
  expect(await door.verify(stolen)).toBe("invalid_token");
  expectProblem(await undo(door, first), 410, "invalid_link");

  const { json: { token: again } } = await logInWith(door, "ada", PASSWORD);
  const { json: account } = await door.call("GET", "/api/account", { bearer: again });
  expect(account.email).toBe("ada@example.org");
  const refused = await changeEmail(door, again, "thief@example.net");
  expectProblem(refused, 403, "confirmation_required");
  expect(refused.json.methods).toEqual(["reset"]);
  const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  expectProblem(await door.call("POST", "/api/auth/password", { bearer: again, body }), 403, "confirmation_required");

  const reset = await door.mails.next(({ to, text }) => to.includes("ada@example.org") && text.includes("#reset="));
  expect((await finish(door, tokenIn(reset))).status).toBe(204);
  const { json: { token: mine } } = await logInWith(door, "ada", NEW_PASSWORD);
  expect((await changeEmail(door, mine, "ada@example.com", NEW_PASSWORD)).status).toBe(204);
  const actions = (await door.audit(id)).map(({ action }) => action);
  expect(actions.filter((action) => action === "email.undo")).toHaveLength(2);
});

eachMailDoor("an undo of the earlier change ends the links of the later ones", async (door) => {
  const { token: bearer } = await door.register("ada", { email: "ada@example.org" });
  await changeEmail(door, bearer, "thief@example.net");
  await changeEmail(door, bearer, "thief@example.com");
  const second = tokenIn(await door.mail("thief@example.net", /was changed/));
  expect((await undo(door, tokenIn(await door.mail("ada@example.org", /was changed/)))).status).toBe(204);
  expectProblem(await undo(door, second), 410, "invalid_link");
});

eachMailDoor("the old address is kept for 72 hours from everybody else, and the link ends with them", async (door) => {
  const { token: bearer } = await door.register("ada", { email: "ada@example.org" });
  await changeEmail(door, bearer, "ada@example.net");
  const token = tokenIn(await door.mail("ada@example.org", /was changed/));
  const register = () =>
    door.call("POST", "/api/auth/register", {
      body: { username: "bea", password: PASSWORD, email: "ADA@example.org" },
    });
  expectProblem(await register(), 409, "email_taken");
  const { json: guest } = await door.call("POST", "/api/auth/guest", { body: {} });
  const upgrade = () =>
    door.call("POST", "/api/account/upgrade", {
      bearer: guest.token,
      body: { username: "cleo", password: PASSWORD, email: "ada@example.org" },
    });
  expectProblem(await upgrade(), 409, "email_taken");
  door.clock.advance(72 * HOUR_MS);
  expectProblem(await undo(door, token), 410, "invalid_link");
  expect((await register()).status).toBe(201);
});

eachMailDoor("a sign-in from elsewhere is told to a proven address, five times a day at most", async (door) => {
  await door.register("ada", { email: "ada@example.org", address: "203.0.113.5" });
  const from = (address: string, agent = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0") =>
    door.call("POST", "/api/auth/login", {
      body: { username: "ada", password: PASSWORD },
      address,
      headers: { "user-agent": agent },
    });
  const told = () => door.mails.received.filter(({ headers }) => /new sign-in/.test(headers.get("subject") ?? ""));
  await from("203.0.113.5");
  await door.verifyEmail("ada@example.org");
  await from("203.0.113.77"); // the same /24 and device
  for (let network = 1; network <= 7; network++) await from(`198.51.${network}.1`);
  await until(() => told().length === 5);
  // What follows it in the outbox has come: nothing more is on its way.
  await door.resetToken("ada@example.org");
  expect(told()).toHaveLength(5);
  expect(told()[0]?.text).toContain("198.51.1.1");
  expect(told()[0]?.text).toContain("Firefox on Windows");
});

eachMailDoor("a network is a /24 or a /48, and one that was not seen for 90 days is new again", async (door) => {
  await door.register("ada", { email: "ada@example.org", address: "2001:db8:1:5::1" });
  const from = async (address: string) => {
    const body = { username: "ada", password: PASSWORD };
    expect((await door.call("POST", "/api/auth/login", { body, address })).status).toBe(200);
  };
  const told = () =>
    door.mails.received.filter(({ headers }) => /new sign-in/.test(headers.get("subject") ?? ""))
      .map(({ text }) => /From address: (.*)/.exec(text)?.[1]);
  const outbox = () => door.server.database.read.selectFrom("mails").select("id").execute();
  /** Once all is sent: a mail in hand would be taken for one of a dead server as the time leaps. */
  const leap = async (days: number) => {
    await until(async () => (await outbox()).length === 0);
    door.clock.setBack(-days * DAY_MS); // the time of day alone: nobody looks around in every second of it
    door.clock.advance(1_000);
  };
  // To an address that nobody proved nothing is told.
  await from("198.51.100.9");
  await door.verifyEmail("ada@example.org");
  await from("2001:db8:1:6::1"); // the same /48
  await from("2001:db8:2:5::1");
  await leap(89);
  await from("2001:db8:1:5::1");
  await leap(89);
  await from("2001:db8:1:5::1");
  // Nobody was here for longer than places are known: whoever comes now is told of as well.
  await leap(91);
  await from("203.0.113.66");
  await from("2001:db8:1:5::1");
  await leap(0);
  expect(told().toSorted()).toEqual(["2001:db8:1:5::1", "2001:db8:2:5::1", "203.0.113.66"]);

  // As an import leaves it: used elsewhere, and by nobody here.
  const { database } = door.server;
  await database.write.updateTable("accounts").set({ last_address: null }).execute();
  await database.write.deleteFrom("account_devices").execute();
  await from("203.0.113.201");
  await leap(0);
  expect(told()).toHaveLength(3);
});

eachMailDoor("an automatic ban keeps out whoever is not in yet, by every way, and nobody who is", async (door) => {
  const address = "198.51.100.200";
  const { token } = await door.register("ada", { email: "ada@example.org", address });
  const { json: guest } = await door.call("POST", "/api/auth/guest", { body: {}, address });
  const wrong = { username: "ada", password: "wrong horse" };
  for (let count = 0; count < 21; count++) {
    if (count % 5 === 0) door.clock.advance(MINUTE_MS);
    expectProblem(await door.call("POST", "/api/auth/login", { body: wrong, address }), 401, "invalid_credentials");
  }
  const passkey = {
    id: "AAAA",
    rawId: "AAAA",
    type: "public-key",
    response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" },
  };
  const calls: [string, unknown][] = [
    ["guest", {}],
    ["guest", { guestKey: guest.guestKey }],
    ["passkey", passkey],
    ["second-factor", { challenge: "A".repeat(43), code: "123456" }],
    ["reset", { email: "ada@example.org" }],
    ["reset/check", { token: "A".repeat(43) }],
    ["reset/finish", { token: "A".repeat(43), newPassword: NEW_PASSWORD }],
    ["restore", { challenge: "x" }],
  ];
  for (const [path, body] of calls) {
    const answer = await door.call("POST", `/api/auth/${path}`, { body, address });
    expectProblem(answer, 403, "address_banned");
  }
  const verify = tokenIn(await door.mail("ada@example.org", /e-mail address/));
  const verified = await door.call("POST", "/api/auth/verify-email", { body: { token: verify }, address });
  expect(verified.status).toBe(204);
  const confirm = { bearer: token, body: { password: PASSWORD }, address };
  expect((await door.call("POST", "/api/auth/confirm", confirm)).status).toBe(204);
  expect((await door.call("GET", "/api/account", { bearer: guest.token, address })).status).toBe(200);
});

eachMailDoor("mails are written in the language of the page", async (door) => {
  await door.call("POST", "/api/auth/register", {
    body: { username: "ada", password: PASSWORD, email: "ada@example.org" },
    headers: { "accept-language": "de-AT,de;q=0.9,en;q=0.8" },
  });
  const mail = await door.mails.next();
  expect(mail.text).toContain("Hallo ada,");
  expect(mail.html).toContain('<html lang="de">');
});

eachDoor("without a mail server none of it is there", {}, async (door) => {
  const { token: bearer } = await door.register("ada", { email: "ada@example.org" });
  const body = { email: "ada@example.org", token: "x" };
  for (const path of ["reset", "verify-email", "undo-email"]) {
    expectProblem(await door.call("POST", `/api/auth/${path}`, { body }), 404, "not_found");
  }
  expectProblem(await door.call("POST", "/api/account/email/verification", { bearer }), 404, "not_found");
  expectProblem(await door.call("POST", "/api/auth/reset/check", { body }), 410, "invalid_link");
});
