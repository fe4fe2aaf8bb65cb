import { expect } from "expect";
import { type Door, eachDoor, expectProblem, expectWrongFields, PASSWORD } from "./setup.ts";

const changeEmail = (door: Door, bearer: string, body: object) =>
  door.call("POST", "/api/account/email", { bearer, body });

eachDoor("the account", {}, async (door, t) => {
  const ada = await door.register("Ada");
  const read = async () => (await door.call("GET", "/api/account", { bearer: ada.token })).json;

  await t.step("a player sees what is known of the account", async () => {
    const answer = await door.call("GET", "/api/account", { bearer: ada.token });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      id: ada.id,
      username: "Ada",
      email: null,
      createdAt: "2026-01-01T00:00:00.000Z",
      lastLogin: null,
      emailVerified: false,
      guest: false,
      hasPassword: true,
      secondFactor: false,
      recoveryCodesLeft: 0,
      deletesAt: null,
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  await t.step("a new e-mail needs the password, and opens the account in any case", async () => {
    const answer = await changeEmail(door, ada.token, { password: PASSWORD, email: "Ada@Example.org" });
    expect([answer.status, answer.text]).toEqual([204, ""]);
    expect((await read()).email).toBe("Ada@Example.org");
    const body = { email: "ada@EXAMPLE.org", password: PASSWORD };
    expect((await door.call("POST", "/api/auth/login", { body })).status).toBe(200);
    expect((await door.audit(ada.id)).at(-2)).toMatchObject({ action: "account.email", actor: `account_${ada.id}` });
  });

  await t.step("what is refused changes nothing", async () => {
    await door.register("bob", { email: "bob@example.org" });
    const change = (body: object) => changeEmail(door, ada.token, body);
    expectProblem(await change({ password: "wrong horse", email: "new@example.org" }), 401, "invalid_credentials");
    expectProblem(await change({ password: PASSWORD, email: "BOB@example.org" }), 409, "email_taken");
    expectWrongFields(await change({ password: PASSWORD, email: "no address" }), ["email"]);
    expectWrongFields(await change({ email: null }), ["email"]);
    expect((await read()).email).toBe("Ada@Example.org");
  });
});
