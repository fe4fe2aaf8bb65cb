import { expect } from "expect";
import { type Door, eachDoor, expectProblem, PASSWORD, registerGuarded } from "./setup.ts";

const DAY_MS = 24 * 60 * 60_000;
const ask = (door: Door, bearer: string) => door.call("POST", "/api/account/deletion", { bearer });
const logIn = (door: Door, username: string, password = PASSWORD) =>
  door.call("POST", "/api/auth/login", { body: { username, password } });
const restore = (door: Door, challenge: string) => door.call("POST", "/api/auth/restore", { body: { challenge } });

eachDoor(
  "an account being deleted is signed out, refused behind its password only, and taken back once",
  {},
  async (door) => {
    const { token, id } = await door.register("ada");
    const { json: { login_token } } = await authenticate(door);
    const asked = await ask(door, token);
    const deletesAt = new Date(door.clock.now().getTime() + 14 * DAY_MS).toISOString();
    expect([asked.status, asked.json]).toEqual([202, { deletesAt }]);

    const verified = await door.call("GET", "/api/auth/verify", { bearer: token });
    expectProblem(verified, 403, "account_deleting");
    expect([verified.json.until, verified.json.challenge]).toEqual([deletesAt, undefined]);
    const revalidated = await door.call("POST", "/auth/revalidate", {
      body: { token: login_token, token_type: "login" },
    });
    expect(revalidated.json).toEqual({ valid: false, reason: "revoked" });
    expectProblem(
      await door.call("POST", "/auth/rotate", { body: { token: login_token, token_type: "login" } }),
      403,
      "account_deleting",
    );
    const ends = await door.server.database.read.selectFrom("sessions").select("end_reason")
      .where("account_id", "=", id).execute();
    expect(ends).toEqual([{ end_reason: "deleted" }]);

    expectProblem(await logIn(door, "ada", "wrong horse"), 401, "invalid_credentials");
    const refusedThere = await authenticate(door);
    expectProblem(refusedThere, 403, "account_deleting");
    expect(refusedThere.json.challenge).toEqual(expect.any(String));
    const refused = await logIn(door, "ada");
    expectProblem(refused, 403, "account_deleting");
    expect(refused.json).toMatchObject({ until: deletesAt, challenge: expect.any(String) });
    expect((await door.admin("GET", `/accounts?has=deleting`)).json.items).toMatchObject([{ id, deletesAt }]);

    const { challenge } = refused.json;
    expectProblem(await restore(door, `${challenge}x`), 410, "invalid_link");
    expectProblem(await restore(door, `${challenge.slice(0, -43)}${"A".repeat(43)}`), 410, "invalid_link");
    const both = await Promise.all([restore(door, challenge), restore(door, challenge)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
    const back = both.find(({ status }) => status === 200)!;
    expect(back.json).toEqual({ token: expect.any(String), id, username: "ada" });
    expect(await door.verify(back.json.token)).toBe(null);
    expect((await logIn(door, "ada")).status).toBe(200);
    const actions = (await door.audit(id)).map(({ action }) => action);
    expect(actions.filter((action) => `${action}`.startsWith("account."))).toEqual([
      "account.register",
      "account.delete",
      "account.restore",
    ]);
    expect((await door.audit(id)).filter(({ action }) => action === "login.refused")).toHaveLength(2);
  },
);

eachDoor("what takes a deletion back is good for five minutes, and ends with the password", {}, async (door) => {
  const { token, id } = await door.register("ada", { email: "ada@example.org" });
  await ask(door, token);
  const { challenge: old } = (await logIn(door, "ada")).json;
  door.clock.advance(5 * 60_000);
  expectProblem(await restore(door, old), 410, "invalid_link");

  const { challenge } = (await logIn(door, "ada")).json;
  const { json: { url } } = await door.admin("POST", `/accounts/${id}/recovery`, { reason: "lost it" });
  const finish = { token: url.split("#reset=")[1], newPassword: "battery staple" };
  expect((await door.call("POST", "/api/auth/reset/finish", { body: finish })).status).toBe(204);
  expectProblem(await restore(door, challenge), 410, "invalid_link");
  const next = (await logIn(door, "ada", "battery staple")).json.challenge;
  await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "spam" });
  expectProblem(await restore(door, next), 403, "account_banned");
  expectProblem(await logIn(door, "ada", "battery staple"), 403, "account_banned");
});

eachDoor("a deletion ends open windows, and taking it back opens none", {}, async (door) => {
  const { token: bearer } = await door.register("ada");
  const windowOf = async (bearer: string) =>
    (await door.call("GET", "/api/account/games", { bearer })).json.games[0].window;
  expect((await door.call("POST", "/api/account/games/slime/window", { bearer, body: { minutes: 720 } })).status)
    .toBe(201);
  expect(await windowOf(bearer)).not.toBe(null);
  await ask(door, bearer);
  const { token } = (await restore(door, (await logIn(door, "ada")).json.challenge)).json;
  expect(await windowOf(token)).toBe(null);
});

eachDoor("a deletion is told behind the second factor, whose code is used up by that", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  expect((await ask(door, ada.token)).status).toBe(202);
  const asked = await logIn(door, "ada");
  expectProblem(asked, 401, "second_factor_required");
  const code = ada.code();
  const finish = (challenge: string) => door.call("POST", "/api/auth/second-factor", { body: { challenge, code } });
  const refused = await finish(asked.json.challenge);
  expectProblem(refused, 403, "account_deleting");
  expectProblem(await finish(asked.json.challenge), 410, "invalid_link");
  expectProblem(await finish((await logIn(door, "ada")).json.challenge), 401, "invalid_code");
  const { json: { token } } = await restore(door, refused.json.challenge);
  const { json: { sessions } } = await door.call("GET", "/api/account/sessions", { bearer: token });
  expect(sessions).toMatchObject([{ current: true, secondFactor: true }]);
});

eachDoor("where players may not delete accounts, operators do, and the player takes that back", {
  config: { accounts: { deletion: false } },
}, async (door) => {
  const { token, id } = await door.register("ada");
  expect((await door.call("GET", "/api/page")).json.features.deletion).toBe(false);
  expectProblem(await ask(door, token), 404, "not_found");
  expectProblem(await restore(door, "anything"), 404, "not_found");
  expectProblem(await door.call("POST", "/api/auth/restore", { body: {} }), 404, "not_found");
  const deleted = await door.admin("DELETE", `/accounts/${id}`, { reason: "asked by post" });
  expect(deleted.status).toBe(202);
  const { challenge } = (await logIn(door, "ada")).json;
  expect((await restore(door, challenge)).status).toBe(200);
  expectProblem(await door.admin("POST", `/accounts/${id}/restore`), 404, "not_found");
  await door.admin("DELETE", `/accounts/${id}`, { reason: "asked by post" });
  expect((await door.admin("POST", `/accounts/${id}/restore`, { reason: "a mistake" })).status).toBe(204);
  expect((await logIn(door, "ada")).status).toBe(200);
});

eachDoor("the act asks for a proof of a moment ago, and the last admin stays", {}, async (door) => {
  const { token, id } = await door.register("ada");
  door.clock.advance(11 * 60_000);
  expectProblem(await ask(door, token), 403, "confirmation_required");
  await door.call("POST", "/api/auth/confirm", { bearer: token, body: { password: PASSWORD } });
  await door.admin("PATCH", `/accounts/${id}`, { role: "admin" });
  expectProblem(await ask(door, token), 409, "last_admin");
  expectProblem(await door.admin("DELETE", `/accounts/${id}`, { reason: "no" }), 409, "last_admin");
  const other = await door.register("bea");
  await door.admin("PATCH", `/accounts/${other.id}`, { role: "admin" });
  const both = await Promise.all([ask(door, token), ask(door, other.token)]);
  expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
});

eachDoor("a socket is closed with 4401, and its token is refused from then on", {}, async (door) => {
  const { token } = await door.register("ada");
  const signIn = (onAnswer: (answer: Record<string, unknown>) => void) =>
    new Promise<{ code: number; reason: string }>((closed) => {
      const socket = new WebSocket(`${door.server.url.replace("http", "ws")}/ws`);
      socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token }));
      socket.onclose = ({ code, reason }) => closed({ code, reason });
      socket.onmessage = ({ data }) => {
        const answer = JSON.parse(data);
        if (answer.type === "auth_error") socket.close();
        onAnswer(answer);
      };
    });
  const closed = await signIn(() => void ask(door, token));
  expect(closed).toEqual({ code: 4401, reason: "session ended: deleted" });
  const answers: Record<string, unknown>[] = [];
  await signIn((answer) => answers.push(answer));
  expect(answers).toMatchObject([{ type: "auth_error", code: "account_deleting" }]);
});

function authenticate(door: Door) {
  const credentials = { username: "ada", password: PASSWORD };
  return door.call("POST", "/auth/authenticate", { body: { authentication_method: "website", credentials } });
}
