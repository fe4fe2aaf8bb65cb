import { expect } from "expect";
import myGame from "../../../examples/my_game/mod.ts";
import { createGatehouseClient } from "../../../static/client.js";
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

Deno.test("the guide's typed example passes the type checker", async () => {
  const [typed = ""] = await examples("ts");
  expect(typed).toContain('"../static/client.js"');
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, typed.replace('"../static/client.js"', JSON.stringify(CLIENT.href)));
    const check = new Deno.Command(Deno.execPath(), { args: ["check", "--quiet", file], env: { NO_COLOR: "1" } });
    const { code, stderr } = await check.output();
    expect({ code, stderr: new TextDecoder().decode(stderr) }).toEqual({ code: 0, stderr: "" });
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("the client talks to a real server: games, characters, seats and endings", async () => {
  await using server = await startTestServer({ games: [myGame] });
  const client = createGatehouseClient({ baseUrl: server.url });
  await client.register({ username: "Mara", password: "quiet-lantern", email: "mara@example.org" });
  expect(await client.games()).toContainEqual({ id: "my_game", name: "My Game", managed: false });
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
  expect(await ended).toEqual({ code: 4401, meaning: "session_ended", error: null });
});
