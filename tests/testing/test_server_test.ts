import { expect } from "expect";
import myGame from "../../examples/my_game/mod.ts";
import { askAuth, createTestServer, PLAYER_PASSWORD } from "../../lib/testing/mod.ts";

Deno.test("a server's clock stands still until the test moves it", async () => {
  await using server = await createTestServer({ now: "2026-05-01T12:00:00Z" });
  using mara = await server.player("mara");
  expect((await mara.client.account()).createdAt).toBe("2026-05-01T12:00:00.000Z");
  server.clock.advance(25 * 60 * 60 * 1_000);
  await expect(mara.client.verify()).rejects.toMatchObject({ code: "token_expired" });
});

Deno.test("a player plays a module's game, and the test looks into its tables", async () => {
  await using server = await createTestServer({
    games: [myGame],
    config: { gameConfig: { my_game: { hitPoints: 7 } } },
  });
  using mara = await server.player("mara");
  const { character, answer } = await mara.play("my_game", { name: "Aria", class: "Mage" });
  expect(answer).toMatchObject({ type: "character_selected", character: { name: "Aria", stats: { hp: 7 } } });
  const [rows] = await server.db.query("SELECT hp FROM my_game_stats WHERE character_id = ?", [character.id]);
  expect(rows).toEqual([expect.objectContaining({ hp: 7 })]);
});

Deno.test("a Slime player registers, logs in, and is thrown out by the second line", async () => {
  await using server = await createTestServer();
  const anna = { username: "anna", password: "password123" };
  const first = await server.slime();
  expect(await first.register(anna)).toBe("success");
  expect(await first.register(anna)).toBe("exists");
  expect(await first.logIn({ ...anna, password: "wrong" })).toBe("wrong_password");
  expect(await first.logIn(anna)).toMatchObject({ username: "anna", spawnX: 160 });
  await first.ping();
  const second = await server.slime();
  expect(await second.logIn(anna)).toMatchObject({ username: "anna" });
  expect(await first.next()).toEqual({ type: "server_close" });
  expect(await first.next()).toBeNull();
});

Deno.test("a WildStar player gets from STS to a realm, and no further with a wrong password", async () => {
  await using server = await createTestServer();
  await server.player("mara", "mara@example.org");
  const login = { email: "Mara@Example.org", password: PLAYER_PASSWORD };
  const sts = await server.wildstar();
  expect(await sts.logIn(login)).toBe(true);
  const gameToken = await sts.gameToken();
  const answers = await askAuth(server.ports["realm"]!, { email: login.email, gameToken: gameToken! });
  expect(answers.map(({ type }) => type)).toEqual(["accepted", "realmMessages", "realmInfo"]);
  expect(await (await server.wildstar()).logIn({ ...login, password: "wrong" })).toBe(false);
  const again = await askAuth(server.ports["realm"]!, { email: login.email, gameToken: gameToken! });
  expect(again).toMatchObject([{ type: "denied" }]);
});

Deno.test("players come by the fake Steam and Epic", async () => {
  await using server = await createTestServer({ providers: ["steam", "epic"] });
  const authenticate = (body: object) => server.call("POST", "/auth/authenticate", { body });
  const ticket = server.steam.issueTicket({ steamId: "76561198000000001" });
  const steam = await authenticate({ authentication_method: "steam", credentials: { ticket } });
  expect(steam).toMatchObject({ status: 200, json: { account_info: { characters: [] } } });
  const epic = await authenticate({
    authentication_method: "epic",
    credentials: { id_token: await server.epic.sign("connect") },
  });
  expect(epic.status).toBe(200);
  expect(epic.json.account_info.account_id).not.toBe(steam.json.account_info.account_id);
});

Deno.test("a fake that was not asked for, and a door that is not there, are refused with what to do", async () => {
  await using server = await createTestServer();
  expect(() => server.steam).toThrow('providers: ["steam"]');
  await expect(server.line("my_game")).rejects.toThrow("the open doors are http, slime, auth, realm");
});

Deno.test("a module that does not load fails the test with its cause", async () => {
  const broken = { id: "broken", name: "Broken", initialize: () => Promise.reject(new Error("no luck")) };
  await expect(createTestServer({ games: [broken] })).rejects.toThrow('"broken" (built in): no luck');
});
