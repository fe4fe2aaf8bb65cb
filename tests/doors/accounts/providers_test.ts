/** Players of Steam at the door: what Steam's word is good for, and what it is not. */
import { expect } from "expect";
import { type FakeSteam, startFakeSteam } from "../../support/fake_steam.ts";
import { tokenIn } from "../../support/smtp.ts";
import { testEngines } from "../../support/test_database.ts";
import { withDoor } from "../http/setup.ts";
import { type Door, expectProblem, PASSWORD, registerGuarded } from "./setup.ts";

const STEAM = { key: "a key of the publisher", appId: 480, identity: "gatehouse" };
const MINUTE_MS = 60_000;

function eachSteamDoor(name: string, run: (door: Door, steam: FakeSteam) => Promise<void>): void {
  for (const engine of testEngines()) {
    Deno.test(`${name} (${engine})`, async () => {
      const steam = await startFakeSteam(STEAM);
      const { key: apiKey, ...more } = STEAM;
      const config = { auth: { steam: { apiKey, ...more, baseUrl: steam.url } }, accounts: { guests: true } };
      try {
        await withDoor(engine, { config }, (door) => run(door, steam));
      } finally {
        await steam.close();
      }
    });
  }
}

const by = (steam: FakeSteam, steamId: string) => ({
  method: "steam",
  credentials: { ticket: steam.issueTicket({ steamId }) },
});
const signIn = (door: Door, steam: FakeSteam, steamId: string) =>
  door.call("POST", "/api/auth/provider", { body: by(steam, steamId) });
const link = (door: Door, bearer: string, steam: FakeSteam, steamId: string) =>
  door.call("POST", "/api/account/identities", { bearer, body: by(steam, steamId) });
const renewCodes = (door: Door, bearer: string) => door.call("POST", "/api/account/recovery-codes", { bearer });

const ARTHUR = "76561197960287930";
const UTHER = "76561197960287931";
const MORGANA = "76561197960287932";

eachSteamDoor(
  "a guest who links Steam is none any more, and another's player makes nobody one account",
  async (door, steam) => {
    const { json: uther } = await signIn(door, steam, UTHER);
    const { json: guest } = await door.call("POST", "/api/auth/guest", { body: {} });
    const account = async () => (await door.call("GET", "/api/account", { bearer: guest.token })).json;
    expectProblem(await link(door, guest.token, steam, UTHER), 409, "identity_taken");
    expect(await account()).toMatchObject({ guest: true });
    expect((await link(door, guest.token, steam, ARTHUR)).status).toBe(201);
    expect(await account()).toMatchObject({ id: guest.id, username: guest.username, guest: false });
    const key = { guestKey: guest.guestKey };
    expectProblem(await door.call("POST", "/api/auth/guest", { body: key }), 401, "invalid_credentials");
    const { json } = await signIn(door, steam, ARTHUR);
    expect(json).toMatchObject({ id: guest.id, usernamePending: true });
    expect((await signIn(door, steam, UTHER)).json.id).toBe(uther.id);
  },
);

eachSteamDoor(
  "Steam's player is asked for no code at any door; with one on, that proves nothing dear",
  async (door, steam) => {
    const ada = await registerGuarded(door, "ada");
    expect((await link(door, ada.token, steam, ARTHUR)).status).toBe(201);
    const { method, credentials } = by(steam, ARTHUR);
    const launcher = await door.call("POST", "/auth/authenticate", {
      body: { authentication_method: method, credentials },
    });
    expect([launcher.status, launcher.json.account_info.account_id]).toEqual([200, `account_${ada.id}`]);
    const signedIn = await signIn(door, steam, ARTHUR);
    expect([signedIn.status, signedIn.json.id]).toEqual([200, ada.id]);
    const bearer = signedIn.json.token;
    const refused = await renewCodes(door, bearer);
    expectProblem(refused, 403, "confirmation_required");
    expect(refused.json.methods).toEqual(["password", "totp", "recovery"]);
    const confirm = await door.call("POST", "/api/auth/confirm", { bearer, body: by(steam, ARTHUR) });
    expectProblem(confirm, 403, "confirmation_required");
  },
);

eachSteamDoor("without a second factor Steam's word confirms, its own player's only", async (door, steam) => {
  const { json: { token: bearer } } = await signIn(door, steam, ARTHUR);
  expect((await renewCodes(door, bearer)).status).toBe(201);
  door.clock.advance(10 * MINUTE_MS);
  const refused = await renewCodes(door, bearer);
  expectProblem(refused, 403, "confirmation_required");
  expect(refused.json.methods).toEqual(["steam"]);
  const confirm = (steamId: string) => door.call("POST", "/api/auth/confirm", { bearer, body: by(steam, steamId) });
  expectProblem(await confirm(UTHER), 401, "invalid_credentials");
  expect((await confirm(ARTHUR)).status).toBe(204);
  expect((await renewCodes(door, bearer)).status).toBe(201);
  // Neither a password nor a passkey: an app would have nothing to stand beside.
  expectProblem(await door.call("POST", "/api/account/totp", { bearer }), 409, "password_required");
});

eachSteamDoor("what a thief linked goes with the undo, and nothing is linked until the reset", async (door, steam) => {
  const { database, app: { domain } } = door.server;
  const ada = await door.register("ada");
  const bea = await door.register("bea");
  expect((await link(door, bea.token, steam, UTHER)).status).toBe(201);
  door.clock.advance(1_000);
  /** As the mail of an act that is done now tells of it. */
  const tell = async ({ id }: { id: number }) => {
    const { url } = await database.transaction((unit) => domain.undo.issue(unit, id, { act: "second_factor" }));
    return tokenIn({ text: url });
  };
  const [ofAda, ofBea] = [await tell(ada), await tell(bea)];
  expect((await link(door, ada.token, steam, ARTHUR)).status).toBe(201);
  for (const token of [ofAda, ofBea]) await domain.undo.undo(token, { door: "http", address: "198.51.100.9" });

  expect((await signIn(door, steam, ARTHUR)).json.id).not.toBe(ada.id);
  expect((await signIn(door, steam, UTHER)).json.id).toBe(bea.id);
  expect((await door.audit(ada.id)).map(({ action }) => action)).toContain("identity.unlink");

  const again = await door.logIn("ada");
  const refused = await link(door, again, steam, MORGANA);
  expectProblem(refused, 403, "confirmation_required");
  expect(refused.json.methods).toEqual(["reset"]);
  const { json } = await door.admin("POST", `/accounts/${ada.id}/recovery`, { reason: "It is her" });
  const body = { token: tokenIn({ text: json.url }), newPassword: PASSWORD };
  expect((await door.call("POST", "/api/auth/reset/finish", { body })).status).toBe(204);
  expect((await link(door, await door.logIn("ada"), steam, MORGANA)).status).toBe(201);
});
