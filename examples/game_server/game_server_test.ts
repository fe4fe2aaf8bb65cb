/** A game server from its first start to an outage of Gatehouse, as its author lives through it. */
import assert from "node:assert/strict";
import { startTestServer, TEST_ADMIN_TOKEN } from "../../tests/support/test_server.ts";

const ARENA = { id: "arena", name: "Arena", initialize: () => {} };
const PASSWORD = "correct horse";

/** The program, with what its author was given; its first line says where it is open. */
async function startGameServer(env: Readonly<Record<string, string>>) {
  const program = new URL("main.mjs", import.meta.url).pathname;
  const args = ["run", "--no-prompt", "--allow-net", "--allow-env", program];
  const child = new Deno.Command(Deno.execPath(), { args, env: { ...env, PORT: "0" }, stdout: "piped" }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  const { value: line = "" } = await output.next();
  const url = `http://127.0.0.1:${/"port":(\d+)/.exec(line)?.[1]}`;
  return {
    // deno-lint-ignore no-explicit-any
    async come(token: string, path = "/"): Promise<any> {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
      return await response.json();
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      while (!(await output.next()).done);
      await child.status;
    },
  };
}

Deno.test("ten minutes of a game server's author", async () => {
  const config = { auth: { characterTokenFormat: "jwt" } };
  const gatehouse = await startTestServer({ games: [ARENA], config });
  // deno-lint-ignore no-explicit-any
  const call = async (method: string, path: string, bearer?: string, body?: object): Promise<any> => {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const text = await (await fetch(gatehouse.url + path, init)).text();
    return text === "" ? null : JSON.parse(text);
  };

  // The operator makes the server, and hands over its key.
  const camelot = { id: "camelot", name: "Camelot", game_id: "arena", address: "127.0.0.1", port: 7777, type: "pve" };
  const { key } = await call("POST", "/admin/api/servers", TEST_ADMIN_TOKEN, { ...camelot, online: false });
  await using game = await startGameServer({
    GATEHOUSE: gatehouse.url,
    GAME: "arena",
    SERVER: "camelot",
    SERVER_KEY: key,
  });

  // A player signs in with the game's client: a login token, a character, a character token.
  const credentials = { username: "Merlin", password: PASSWORD };
  await call("POST", "/api/auth/register", undefined, credentials);
  const { login_token: login } = await call("POST", "/auth/authenticate", undefined, {
    authentication_method: "website",
    credentials,
  });
  const { servers: [server] } = await call("GET", "/auth/servers?game_id=arena", login);
  assert.partialDeepStrictEqual(server, { server_id: "camelot", online: true, players: 0 });
  const { character } = await call("POST", "/auth/characters", login, { game_id: "arena", name: "Arthur" });
  const select = async (): Promise<string> => {
    const selection = { login_token: login, character_id: character.character_id, server_id: "camelot" };
    return (await call("POST", "/auth/select-character", undefined, selection)).character_token;
  };
  const [token, stolen] = [await select(), await select()];

  // In the game he wins, and the server saves it.
  assert.deepEqual(await game.come("none"), { valid: false, reason: "malformed" });
  assert.partialDeepStrictEqual(await game.come(token), {
    character: character.character_id,
    name: "Arthur",
    level: 1,
  });
  assert.partialDeepStrictEqual(await game.come(token, "/win"), { level: 2, saved: true });
  assert.partialDeepStrictEqual(await call("GET", `/auth/characters/${character.character_id}`, key), { level: 2 });
  await call("POST", "/auth/revoke", undefined, { token: stolen });
  while ((await game.come(stolen)).reason !== "revoked");

  // Gatehouse goes down; he plays on, and what was revoked stays out.
  await gatehouse.close();
  assert.partialDeepStrictEqual(await game.come(token, "/win"), { name: "Arthur", level: 3, saved: false });
  assert.deepEqual(await game.come(stolen), { valid: false, reason: "revoked" });
});
