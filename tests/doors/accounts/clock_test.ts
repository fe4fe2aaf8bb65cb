/** The time of day leaps, back and ahead, while players play: nobody waits for it, and nothing breaks. */
import { expect } from "expect";
import { until } from "../../support/until.ts";
import { codeAt } from "./authenticator.ts";
import { challenge, type Door, eachDoor, expectProblem, PASSWORD, registerGuarded } from "./setup.ts";

const HOUR_MS = 60 * 60_000;

const finish = (door: Door, body: unknown, address = door.newAddress()) =>
  door.call("POST", "/api/auth/second-factor", { body, address });
const refresh = (door: Door, bearer: string) => door.call("POST", "/api/auth/refresh", { bearer });
const gameToken = async (door: Door, username: string): Promise<string> => {
  const credentials = { username, password: PASSWORD };
  const body = { authentication_method: "website", credentials };
  return (await door.call("POST", "/auth/authenticate", { body })).json.login_token;
};
const rotate = async (door: Door, token: string): Promise<string> => {
  const answer = await door.call("POST", "/auth/rotate", { body: { token, token_type: "login" } });
  expect(answer.status).toBe(200);
  return answer.json.login_token;
};

/** What a player does all day, with what was given before the leap. */
async function expectPlayed(door: Door, session: string, token: string): Promise<void> {
  expect(await door.verify(session)).toBeNull();
  const renewed = await refresh(door, session);
  expect(renewed.status).toBe(200);
  // The answer may be lost; the old one is good once more, and for nothing else.
  expect((await refresh(door, session)).status).toBe(200);
  expect(await door.verify(session)).toBe("invalid_token");
  expect(await door.verify(renewed.json.token)).toBeNull();
  const next = await rotate(door, token);
  const valid = await door.call("POST", "/auth/revalidate", { body: { token: next, token_type: "login" } });
  expect(valid.json.valid).toBe(true);
  expect(await door.verify(await door.logIn("ada"))).toBeNull();
  await door.register("newcomer");
}

eachDoor("after the clock has gone back two hours everybody plays on, and logs in", {}, async (door) => {
  const { token: session } = await door.register("ada");
  const token = await gameToken(door, "ada");
  door.clock.advance(60_000);
  door.clock.setBack(2 * HOUR_MS);
  await expectPlayed(door, session, token);
});

eachDoor("after the clock has leapt ahead half an hour everybody plays on, and logs in", {}, async (door) => {
  const { token: session } = await door.register("ada");
  const token = await gameToken(door, "ada");
  door.clock.setBack(-HOUR_MS / 2);
  await expectPlayed(door, session, token);
});

eachDoor(
  "an authenticator's codes are heard at once after the clock has gone back, each of them once",
  {},
  async (door) => {
    const ada = await registerGuarded(door, "ada");
    const first = await finish(door, { challenge: await challenge(door, "ada"), code: ada.code() });
    expect(first.status).toBe(200);
    door.clock.setBack(2 * HOUR_MS);
    const code = codeAt(ada.secret, door.clock.now());
    expect((await finish(door, { challenge: await challenge(door, "ada"), code })).status).toBe(200);
    expectProblem(await finish(door, { challenge: await challenge(door, "ada"), code }), 401, "invalid_code");
  },
);

eachDoor("a refresh whose answer was lost before the clock went back ends nobody's session", {}, async (door) => {
  const { token: session } = await door.register("ada");
  const { json } = await refresh(door, session);
  door.clock.setBack(2 * HOUR_MS);
  // Nobody can tell by then how long ago it was: the old one is refused, the new one holds.
  expectProblem(await refresh(door, session), 401, "invalid_token");
  expect(await door.verify(json.token)).toBeNull();
});

eachDoor("a deletion that failed is tried again at once after the clock has gone back", {}, async (door) => {
  const { token: bearer } = await door.register("ada");
  const { database } = door.server;
  expect((await door.call("POST", "/api/account/deletion", { bearer })).status).toBeLessThan(300);
  // As after a first failure: an hour before the next try.
  await database.write.updateTable("deletions")
    .set({ due_at: door.clock.now().getTime() + HOUR_MS, tries: 1, last_error: "x" }).execute();
  door.clock.setBack(2 * HOUR_MS);
  const isGone = async () => (await database.read.selectFrom("deletions").select("account_id").execute()).length === 0;
  await until(isGone, () => door.clock.advance(1_000));
});
