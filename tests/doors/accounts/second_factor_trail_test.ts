/** What the login trail says of logins with a second factor. */
import { expect } from "expect";
import { until } from "../../support/until.ts";
import { wrongCode } from "./authenticator.ts";
import { challenge, type Door, eachDoor, type Guarded, PASSWORD, registerGuarded } from "./setup.ts";

const BATCH_MS = 1_000;
const CHALLENGE_MS = 5 * 60_000;

/** What is there of the account once so many rows are: result, rule, code, newest first. */
async function trailOf(door: Door, { id }: Guarded, count: number): Promise<unknown[][]> {
  const read = async () => (await door.admin("GET", `/trail?account=${id}`)).json.items;
  await until(async () => (await read()).length >= count, () => door.clock.advance(BATCH_MS));
  return (await read()).map(({ result, rule, code }: Record<string, unknown>) => [result, rule, code]);
}

const answer = (door: Door, given: string, code: string, address = door.newAddress()) =>
  door.call("POST", "/api/auth/second-factor", { body: { challenge: given, code }, address });

const SUCCEEDED = ["succeeded", null, null];
const WRONG = ["failed", "second.factor", "invalid_code"];
const DIED = ["refused", "second.factor", "second_factor_required"];

eachDoor("a password that awaits its code makes no row; the code that is right makes one", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const given = await challenge(door, "ada");
  expect((await answer(door, given, ada.code())).status).toBe(200);
  expect(await trailOf(door, ada, 1)).toEqual([SUCCEEDED]);
  // Nor does one come when the challenge would have run out.
  door.clock.advance(CHALLENGE_MS + BATCH_MS);
  await door.call("POST", "/api/auth/login", { body: { username: "ada", password: "wrong one" } });
  expect(await trailOf(door, ada, 2)).toEqual([["failed", "password", "invalid_credentials"], SUCCEEDED]);
});

eachDoor("a challenge that runs out is a refused login, from where the password came", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const address = door.newAddress();
  await challenge(door, "ada", address);
  door.clock.advance(CHALLENGE_MS - BATCH_MS);
  const { json: { items } } = await door.admin("GET", `/trail?account=${ada.id}`);
  expect(items).toEqual([]);
  door.clock.advance(2 * BATCH_MS);
  expect(await trailOf(door, ada, 1)).toEqual([DIED]);
  const { json } = await door.admin("GET", `/trail?account=${ada.id}&rule=second.factor`);
  expect(json.items).toMatchObject([{ door: "http", address, account: ada.id, name: "ada", result: "refused" }]);
});

eachDoor("wrong codes are failures of the account, and the fifth ends the login", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const given = await challenge(door, "ada");
  for (let count = 0; count < 5; count++) {
    expect((await answer(door, given, wrongCode(ada.secret, door.clock.now()))).status).toBe(401);
  }
  expect((await answer(door, given, ada.code())).status).toBe(410);
  expect(await trailOf(door, ada, 6)).toEqual([DIED, WRONG, WRONG, WRONG, WRONG, WRONG]);
  // It is dead already: nothing is left to run out.
  door.clock.advance(CHALLENGE_MS + BATCH_MS);
  await door.call("POST", "/api/auth/login", { body: { username: "ada", password: "wrong one" } });
  expect((await trailOf(door, ada, 7)).slice(0, 2)).toEqual([["failed", "password", "invalid_credentials"], DIED]);
});

eachDoor("at the games' own call a wrong code and none are the account's as well", {}, async (door) => {
  const ada = await registerGuarded(door, "ada");
  const authenticate = (more: Record<string, string>) =>
    door.call("POST", "/auth/authenticate", {
      body: { authentication_method: "website", credentials: { username: "ada", password: PASSWORD, ...more } },
    });
  expect((await authenticate({})).json.code).toBe("second_factor_required");
  expect((await authenticate({ code: wrongCode(ada.secret, door.clock.now()) })).json.code).toBe("invalid_code");
  expect(await trailOf(door, ada, 2)).toEqual([WRONG, DIED]);
});
