import { expect } from "expect";
import { createConfirmations } from "../../../lib/domain/factors/confirmations.ts";
import { codeOf } from "../../support/code_of.ts";
import { PASSWORD } from "../../support/core_services.ts";
import { type IdentityTest, identityTest, ORIGIN, steamTicket } from "../identities/setup.ts";
import { registerGuarded } from "./setup.ts";

const HOUR_MS = 60 * 60_000;
const STEAM = { config: { auth: { steam: { apiKey: "a key", appId: 1 } } } };

/** Confirmations over providers that believe what they are told. */
function confirmationsOf(t: IdentityTest) {
  return createConfirmations({ ...t, ...t.factorBase, provesGuest: (_, key) => Promise.resolve(key === "right") });
}

async function session(t: IdentityTest, accountId: number) {
  const account = await t.accounts.get(accountId);
  const token = await t.database.transaction((unit) => t.sessions.open(unit, account, ORIGIN));
  return await t.sessions.verify(token);
}

identityTest("who came by a provider confirms by it, once by each ticket", async (t) => {
  const confirmations = confirmationsOf(t);
  const ada = await session(t, (await t.logIn(steamTicket("1"))).id);
  t.clock.advance(HOUR_MS);
  const refused = await t.confirmation.require(ada).catch((error) => error);
  expect(refused).toMatchObject({ code: "confirmation_required", details: { methods: ["steam"] } });
  const credentials = steamTicket("1", 2);
  await confirmations.confirm(ada, { credentials }, ORIGIN);
  await t.confirmation.require(ada);
  expect(await codeOf(confirmations.confirm(ada, { credentials }, ORIGIN))).toBe("invalid_credentials");
  const others = { credentials: steamTicket("2") };
  expect(await codeOf(confirmations.confirm(ada, others, ORIGIN))).toBe("invalid_credentials");
}, STEAM);

identityTest("a guest confirms by the guest's key", async (t) => {
  const confirmations = confirmationsOf(t);
  const { id } = await t.register("ada");
  const ada = await session(t, id);
  t.clock.advance(HOUR_MS);
  expect(await codeOf(confirmations.confirm(ada, { guestKey: "wrong" }, ORIGIN))).toBe("invalid_credentials");
  expect(await codeOf(t.confirmation.require(ada))).toBe("confirmation_required");
  await confirmations.confirm(ada, { guestKey: "right" }, ORIGIN);
  await t.confirmation.require(ada);
});

identityTest("with a second factor on, neither proves anything", async (t) => {
  const confirmations = confirmationsOf(t);
  const ada = await registerGuarded(t, "ada");
  await t.identities.link({ accountId: ada.caller.accountId, credentials: steamTicket("1"), origin: ORIGIN });
  const identity = await t.sessions.verify(ada.token);
  t.clock.advance(HOUR_MS);
  for (const answer of [{ credentials: steamTicket("1", 2) }, { guestKey: "right" }]) {
    const refused = await confirmations.confirm(identity, answer, ORIGIN).catch((error) => error);
    expect(refused).toMatchObject({
      code: "confirmation_required",
      details: { methods: ["password", "totp", "recovery"] },
    });
  }
  await confirmations.confirm(identity, { password: PASSWORD, code: { code: ada.code() } }, ORIGIN);
  await t.confirmation.require(identity);
});

identityTest("an account with neither password nor passkey gets no authenticator app", async (t) => {
  const { id } = await t.logIn(steamTicket("1"));
  expect(await codeOf(t.totp.begin(id))).toBe("password_required");
});
