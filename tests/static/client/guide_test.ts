import { expect } from "expect";
import { join } from "node:path";
import myGame from "../../../examples/my_game/mod.ts";
import { createGatehouseClient } from "../../../static/client.js";
import { withKeptPlace } from "../../support/kept_place.ts";
import { startTestServer } from "../../support/test_server.ts";

const GUIDE = new URL("../../../docs/client.md", import.meta.url);
const CLIENT = new URL("../../../static/client.js", import.meta.url);

/** The code blocks of the guide in one language. */
async function examples(language: string): Promise<string[]> {
  const text = await Deno.readTextFile(GUIDE);
  return [...text.matchAll(new RegExp("```" + language + "\n(.*?)```", "gs"))].map(([, code]) => code ?? "");
}

Deno.test("the guide's first example plays against a real server", async () => {
  await using server = await startTestServer({ games: [myGame] });
  const visitor = createGatehouseClient({ baseUrl: server.url });
  await visitor.register({ username: "Mara", password: "quiet-lantern" });
  const [first = ""] = await examples("js");
  const code = first
    .replace('"/static/client.js"', JSON.stringify(CLIENT.href))
    .replace("createGatehouseClient()", `createGatehouseClient({ baseUrl: ${JSON.stringify(server.url)} })`)
    .replaceAll(/^console\.log.*$/gm, "");
  const { answer, connection } = await import(
    `data:text/javascript,${encodeURIComponent(`${code}\nexport { answer, connection };`)}`
  );
  connection.close();
  expect(answer).toMatchObject({ type: "character_selected", character: { name: "Aria", stats: { hp: 100 } } });
});

Deno.test("the guide's typed examples pass the type checker", async () => {
  const typed = await examples("ts");
  expect(typed.length).toBeGreaterThan(1);
  await withKeptPlace("guide", async (folder) => {
    await Deno.mkdir(folder);
    const files = await Promise.all(typed.map(async (code, index) => {
      const file = join(folder, `${index}.ts`);
      await Deno.writeTextFile(file, code.replaceAll('"../', `"${new URL("../", GUIDE).href}`));
      return file;
    }));
    const check = new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", "deno.json", ...files],
      env: { NO_COLOR: "1" },
    });
    const { code, stderr } = await check.output();
    expect({ code, stderr: new TextDecoder().decode(stderr) }).toEqual({ code: 0, stderr: "" });
  });
});

/** An example as a function of the names that its page has. */
async function exampleAs(part: string, names: readonly string[]): Promise<(...page: unknown[]) => Promise<void>> {
  const code = (await examples("js")).find((example) => example.includes(part)) ?? "";
  const module = `export default async function (${names.join(", ")}) {\n${code}\n}`;
  return (await import(`data:text/javascript,${encodeURIComponent(module)}`)).default;
}

Deno.test("the guide's way back in shows the game, and with a dead token the way in", async () => {
  await using server = await startTestServer();
  const client = createGatehouseClient({ baseUrl: server.url });
  const { token } = await client.register({ username: "Mara", password: "quiet-lantern" });
  const shown: string[] = [];
  const comeBack = await exampleAs("client.verify()", ["client", "showGame", "showSignIn"]);
  const visit = () => comeBack(client, (name: string) => shown.push(name), (text: string) => shown.push(text));
  await visit();
  await fetch(`${server.url}/api/auth/logout`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  await visit();
  expect(shown).toEqual(["Mara", "Session expired"]);
});

Deno.test("the guide's listeners offer to play here when the seat is taken elsewhere", async () => {
  await using server = await startTestServer({ games: [myGame] });
  const client = createGatehouseClient({ baseUrl: server.url });
  await client.register({ username: "Mara", password: "quiet-lantern" });
  const character = await client.characters.create({ gameId: "my_game", name: "Aria" });
  const choice = { gameId: "my_game", characterId: character.id };
  const listen = await exampleAs(
    'connection.on("reconnecting"',
    ["client", "connection", "showBanner", "hideBanner", "offer", "showSignIn", "addEventListener"],
  );
  const connection = client.connect();
  const offered = Promise.withResolvers<string>();
  const hidden = Promise.withResolvers<void>();
  const nothing = () => {};
  await listen(client, connection, nothing, hidden.resolve, offered.resolve, offered.reject, nothing);
  await connection.ready();
  await hidden.promise;
  await connection.selectCharacter(choice);
  const other = client.connect();
  await other.ready();
  await other.selectCharacter(choice);
  expect(await offered.promise).toBe("Play here instead");
  other.close();
});

Deno.test("the guide's errors are told apart by their codes", async () => {
  await using server = await startTestServer();
  const client = createGatehouseClient({ baseUrl: server.url });
  await client.register({ username: "Mara", password: "quiet-lantern" });
  const said: string[] = [];
  const logIn = await exampleAs("error.code ===", ["client", "username", "password", "say", "mark"]);
  const attempt = (username: unknown, password: string) =>
    logIn(client, username, password, (text: string) => said.push(text), (field: string) => said.push(field));
  await attempt("Mara", "quiet-lantern");
  await attempt("Mara", "wrong");
  await attempt(7, "wrong");
  expect(said).toEqual([expect.stringMatching(/wrong|unknown|invalid|incorrect/i), "username"]);
});

Deno.test("the client talks to a real server: games, characters, seats and endings", async () => {
  await using server = await startTestServer({ games: [myGame] });
  const client = createGatehouseClient({ baseUrl: server.url });
  await client.register({ username: "Mara", password: "quiet-lantern", email: "mara@example.org" });
  expect(await client.games()).toContainEqual({ id: "my_game", name: "My Game", managed: false, playing: 0 });
  const aria = await client.characters.create({ gameId: "my_game", name: "Aria", class: "Mage" });
  expect(await client.characters.list("my_game")).toEqual([aria]);
  expect(await client.account()).toMatchObject({ username: "Mara", email: "mara@example.org" });

  const connection = client.connect();
  await connection.ready();
  await connection.selectCharacter({ gameId: "my_game", characterId: aria.id });
  expect(await connection.request({ type: "fight", monster: "rat" })).toMatchObject({
    type: "stats",
    stats: { hp: 95 },
  });
  expect(await connection.request({ type: "fight", monster: "dragon" })).toMatchObject({ stats: { hp: 5 } });
  await expect(connection.request({ type: "fight", monster: "dragon" })).rejects.toMatchObject({ code: "too_weak" });

  const old = client.token;
  await client.refresh();
  expect(client.token).not.toBe(old);
  expect(await connection.ping()).toBeGreaterThan(0);

  const ended = new Promise((resolve) => connection.on("sessionEnded", resolve));
  await client.logOutEverywhere();
  expect(await ended).toEqual({ code: 4401, meaning: "session_ended", reason: "", error: null });
});
