import { expect } from "expect";
import { type Door as SlimeDoor, eachDoor as eachSlimeDoor, PASSWORD } from "../../doors/slime/setup.ts";
import { eachDoor as eachWildstarDoor } from "../../doors/wildstar/setup.ts";
import { until } from "../../support/until.ts";

const BATCH_MS = 1_000;

/** The newest rows once `count` are there. */
async function trailOf(door: Pick<SlimeDoor, "admin" | "clock">, query: string, count = 1) {
  const rows = async () => {
    const { status, json } = await door.admin("GET", `/trail?${query}`);
    expect(status).toBe(200);
    return json.items;
  };
  const advance = () => door.clock.advance(BATCH_MS);
  advance();
  await until(async () => (await rows()).length >= count, advance);
  return await rows();
}

eachSlimeDoor("Slime's attempts stand in the trail with what the client was sent", {}, async (door) => {
  const address = door.newAddress();
  const player = await door.newPlayer("trailed", { address });
  await player.enter({ username: "trailed", password: PASSWORD, mac: "00-AA-BB-CC-DD-01" });
  const [entered] = await trailOf(door, "name=trailed&result=succeeded");
  const account = await door.accountId("trailed");
  expect(entered).toMatchObject({
    door: "slime",
    game: "slime",
    address,
    account,
    name: "trailed",
    rule: null,
    wire: "LOGIN 1",
    mac: "00aabbccdd01",
    count: 1,
  });

  const wrong = await door.connect();
  await wrong.login({ username: "trailed", password: "not the password" });
  const [failed] = await trailOf(door, `account=${account}&result=failed`);
  expect(failed).toMatchObject({ rule: "password", code: "invalid_credentials", wire: "LOGIN 3", name: "trailed" });

  const stranger = await door.connect();
  await stranger.login({ username: "nobody_here", password: "canary-password" });
  const [unknown] = await trailOf(door, "name=nobody_here");
  expect(unknown).toMatchObject({ rule: "account.known", wire: "LOGIN 2", account: null });

  await door.admin("POST", `/accounts/${account}/suspensions`, { reason: "cheating" });
  const banned = await door.connect();
  await banned.login({ username: "trailed", password: PASSWORD });
  const [refused] = await trailOf(door, `account=${account}&rule=account.status`);
  expect(refused).toMatchObject({ result: "refused", code: "account_banned", wire: "LOGIN 6", until: null });

  const { json } = await door.admin("GET", "/trail?limit=200");
  const text = JSON.stringify(json);
  for (const secret of [PASSWORD, "not the password", "canary-password"]) expect(text).not.toContain(secret);
});

eachWildstarDoor("WildStar's attempts stand in the trail with what the client was sent", {}, async (door) => {
  const player = await door.newPlayer("wanderer");
  await door.enter(player);
  const [auth, sts] = await trailOf(door, `account=${player.id}&result=succeeded`, 2);
  expect(sts).toMatchObject({ door: "wildstar_sts", dialect: "native", wire: "200 OK", name: player.email });
  expect(auth).toMatchObject({ door: "wildstar_auth", game: "wildstar", wire: "accepted", name: player.email });

  const client = await door.sts();
  expect(await client.logIn({ ...player, password: "wrong secret words" })).toBe(false);
  const [failed] = await trailOf(door, "door=wildstar_sts&result=failed");
  expect(failed).toMatchObject({ rule: "password", wire: "400 3002", account: player.id });

  await door.askAuth(player, new Uint8Array(16));
  const [token] = await trailOf(door, "door=wildstar_auth&result=failed");
  expect(token).toMatchObject({ rule: "token", code: "invalid_token", wire: "denied 16", account: player.id });
});
