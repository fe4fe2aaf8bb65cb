/** Nobody acts on an account of an equal or higher role: also where the call names no account, but something of one. */
import { expect } from "expect";
import { eachDoor, expectProblem } from "./setup.ts";

eachDoor("a token, and a mail, of an operator are as safe from the lower ones as the account is", {}, async (door) => {
  const operator = async (username: string, role: string) => {
    const player = await door.register(username);
    expect((await door.admin("PATCH", `/accounts/${player.id}`, { role })).status).toBe(200);
    return player;
  };
  const support = await operator("helper", "support");
  const equal = await operator("other_helper", "support");
  const higher = await operator("boss", "admin");
  const player = await door.register("ada");
  const asSupport = (path: string, body?: unknown) =>
    door.call("POST", `/admin/api${path}`, { bearer: support.token, ...(body === undefined ? {} : { body }) });
  const mailOf = async (accountId: number) =>
    (await door.server.database.write.insertInto("mails").values({
      key: `mail_${accountId}`,
      account_id: accountId,
      name: "reset",
      body: new Uint8Array(1),
      created_at: 0,
      tries: 7,
      due_at: null,
      claim: null,
      given_up_at: 1,
      last_error: "550",
    }).returning("id").executeTakeFirstOrThrow()).id;

  for (const above of [support, equal, higher]) {
    const revoked = await asSupport("/tokens/revoke", { token: above.token, reason: "Mine now" });
    expectProblem(revoked, 403, "forbidden");
    expect(revoked.json.permission).toBe("sessions.end");
    expect(await door.verify(above.token)).toBe(null);
    const retried = await asSupport(`/mails/${await mailOf(above.id)}/retry`);
    expectProblem(retried, 403, "forbidden");
    expect(retried.json.permission).toBe("mail.resend");
  }
  expect((await asSupport("/tokens/revoke", { token: player.token, reason: "Leaked" })).status).toBe(204);
  expect(await door.verify(player.token)).toBe("invalid_token");
  expect((await asSupport(`/mails/${await mailOf(player.id)}/retry`)).status).toBe(202);
});
