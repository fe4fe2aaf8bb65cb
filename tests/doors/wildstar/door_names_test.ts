/** One name for each door, in metrics, audit log and sessions. */
import { expect } from "expect";
import { openBrowser } from "./browser.ts";
import { eachDoor, PASSWORD } from "./setup.ts";

eachDoor("three doors that were all called auth have a name each", {}, async (door) => {
  const player = await door.newPlayer("traveller");
  const browser = await openBrowser(door, player, "Traveller");
  const body = { authentication_method: "website", credentials: { username: "traveller", password: PASSWORD } };
  const { json } = await door.call("POST", "/auth/authenticate", { body, address: player.address });
  await door.call("POST", "/auth/rotate", { body: { token: json.login_token, token_type: "login" } });
  await door.enter(player);
  await browser.closed;

  const { json: audit } = await door.admin("GET", `/audit?account=${player.id}`);
  const written = audit.items.map((entry: { action: string; door: string }) => [entry.action, entry.door]);
  expect(written).toEqual([
    ["login.succeeded", "wildstar_auth"],
    ["login.succeeded", "wildstar_sts"],
    ["token.rotate", "game_auth"],
    ["token.issue", "game_auth"],
    ["login.succeeded", "game_auth"],
    ["character.create", "http"],
    ["account.register", "http"],
  ]);
  const { json: account } = await door.admin("GET", `/accounts/${player.id}`);
  expect(account.sessions.map((session: { door: string }) => session.door).sort()).toEqual(["http", "wildstar_auth"]);

  const metrics = await (await fetch(`${door.server.url}/metrics`)).text();
  const doorsOf = (metric: string) =>
    [...new Set([...metrics.matchAll(new RegExp(`^${metric}\\{door="(\\w+)"`, "gm"))].map(([, name]) => name))].sort();
  expect(doorsOf("gatehouse_lines")).toEqual(["slime", "websocket", "wildstar_auth", "wildstar_sts"]);
  expect(doorsOf("gatehouse_logins_total")).toEqual(["game_auth", "wildstar_auth", "wildstar_sts"]);
});
