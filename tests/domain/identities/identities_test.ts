import { expect } from "expect";
import { codeOf } from "../../support/code_of.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { createIdentityTest, epicToken, type IdentityTest, identityTest, ORIGIN, steamTicket } from "./setup.ts";

let ticketNumber = 100;
const link = (t: IdentityTest, accountId: number, credentials = steamTicket("1", ticketNumber++)) =>
  t.identities.link({ accountId, credentials, origin: ORIGIN });
const unlink = (t: IdentityTest, accountId: number, provider: string) =>
  t.identities.unlink({ accountId, provider, origin: ORIGIN });

identityTest("a player with a password links a provider, logs in by it, and unlinks it", async (t) => {
  const { id } = await t.register("Merlin");
  expect(await link(t, id, steamTicket("1", 1))).toMatchObject({ provider: "steam", subject: "1" });
  expect((await t.logIn(steamTicket("1", 2))).id).toBe(id);

  await unlink(t, id, "steam");
  expect(await t.identities.list(id)).toEqual([]);
  expect((await t.logIn(steamTicket("1", 3))).id).not.toBe(id);
  const actions = await t.actions();
  expect(actions.filter((action) => action.startsWith("identity."))).toEqual([
    "identity.link",
    "identity.unlink",
    "identity.link",
  ]);
});

identityTest("an identity belongs to one account", async (t) => {
  const { id: merlin } = await t.register("Merlin");
  const { id: nimue } = await t.register("Nimue");
  await link(t, merlin);
  expect(await codeOf(link(t, nimue))).toBe("identity_taken");
  expect(await t.identities.list(nimue)).toEqual([]);
});

identityTest("an account has one identity of a provider, and the same once more changes nothing", async (t) => {
  const { id } = await t.register("Merlin");
  const first = await link(t, id, steamTicket("1", 1));
  expect(await link(t, id, steamTicket("1", 2))).toEqual(first);
  expect(await codeOf(link(t, id, steamTicket("2", 3)))).toBe("identity_taken");
  expect((await t.identities.list(id)).length).toBe(1);
});

identityTest("of two accounts that link one identity at once one gets it", async (t) => {
  const ids = [(await t.register("Merlin")).id, (await t.register("Nimue")).id];
  const codes = await Promise.all(ids.map((id, index) => codeOf(link(t, id, steamTicket("1", index)))));
  expect(codes.toSorted()).toEqual(["identity_taken", "no error"]);
});

identityTest("a ticket that linked or let in does neither again", async (t) => {
  const { id } = await t.register("Merlin");
  await link(t, id, steamTicket("1", 1));
  expect(await codeOf(t.logIn(steamTicket("1", 1)))).toBe("invalid_credentials");
  await t.logIn(steamTicket("2", 2));
  expect(await codeOf(link(t, id, steamTicket("2", 2)))).toBe("invalid_credentials");
});

identityTest("the last way into an account stays", async (t) => {
  const { id } = await t.logIn(steamTicket("1"));
  expect(await codeOf(unlink(t, id, "steam"))).toBe("last_way_in");

  await link(t, id, epicToken("epic-player"));
  await unlink(t, id, "steam");
  expect(await codeOf(unlink(t, id, "epic_account"))).toBe("last_way_in");
  expect(await t.identities.list(id)).toMatchObject([{ provider: "epic_account" }]);
});

identityTest("of two ways that are unlinked at once one stays", async (t) => {
  const { id } = await t.logIn(steamTicket("1"));
  await link(t, id, epicToken("epic-player"));
  const codes = await Promise.all(["steam", "epic_account"].map((provider) => codeOf(unlink(t, id, provider))));
  expect(codes.toSorted()).toEqual(["last_way_in", "no error"]);
});

identityTest("a password that only a game's secret proves is a way in", async (t) => {
  const { id } = await t.logIn(steamTicket("1"));
  await t.database.write.insertInto("account_secrets")
    .values({ account_id: id, scheme: "srp6-wildstar", secret: new Uint8Array(1) }).execute();
  expect(await codeOf(unlink(t, id, "steam"))).toBe("no error");
});

identityTest("what is not linked cannot be unlinked", async (t) => {
  const { id } = await t.register("Merlin");
  expect(await codeOf(unlink(t, id, "steam"))).toBe("not_found");
  expect(await codeOf(unlink(t, id, "no such provider"))).toBe("not_found");
});

eachDatabase("a provider that is no longer set up is no way in", async (database) => {
  const before = await createIdentityTest(database);
  const { id } = await before.logIn(steamTicket("1"));
  await link(before, id, epicToken("epic-player"));
  await before.close();

  const after = await createIdentityTest(database, {}, false);
  expect(await codeOf(unlink(after, id, "steam"))).toBe("last_way_in");
  expect(await codeOf(after.logIn(epicToken("epic-player")))).toBe("invalid_input");
  await after.close();
});
