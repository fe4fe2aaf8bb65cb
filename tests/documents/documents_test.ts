/** What the documents show works as it stands there: the two example hooks, and a page's calls. */
import { expect } from "expect";
import { fileURLToPath } from "node:url";
import { eachServer, type TestServer } from "../support/test_server.ts";
import { createLoginPage } from "./login_page.js";

const GAME = fileURLToPath(new URL("./my_game.js", import.meta.url));
const ADA = { username: "ada", password: "correct horse" };

type Message = Record<string, unknown>;

/** A browser with one page open: what it remembers, and what it was shown. */
function openBrowser(server: TestServer, remembered: Map<string, string>) {
  const shown: Message[] = [];
  let taken = 0;
  let arrived = Promise.withResolvers<void>();
  const types: (string | null)[] = [];
  const page = createLoginPage({
    fetch: (path: string, init: RequestInit) => {
      const request = new Request(`${server.url}${path}`, init);
      types.push(request.headers.get("content-type"));
      return fetch(request);
    },
    localStorage: {
      getItem: (key: string) => remembered.get(key) ?? null,
      setItem: (key: string, value: string) => void remembered.set(key, value),
      removeItem: (key: string) => void remembered.delete(key),
    },
    WebSocket,
    url: server.url.replace("http", "ws"),
  }, (message: Message) => {
    shown.push(message);
    arrived.resolve();
    arrived = Promise.withResolvers();
  });
  return {
    page,
    /** The `Content-Type` of each call. */
    types,
    /** What is shown next. */
    async next(): Promise<Message> {
      while (taken >= shown.length) await arrived.promise;
      return shown[taken++]!;
    },
  };
}

async function closed(socket: WebSocket): Promise<void> {
  const closing = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closing;
}

eachServer("the documents' hooks and page work unchanged", { config: { games: [GAME] } }, async (server, t) => {
  const remembered = new Map<string, string>();
  await (await fetch(`${server.url}/api/auth/register`, { method: "POST", body: JSON.stringify(ADA) })).body?.cancel();

  await t.step("the page logs in without a Content-Type of JSON, and lists the characters", async () => {
    const { page, types, next } = openBrowser(server, remembered);
    const socket = await page.login(ADA.username, ADA.password);
    expect(types).toEqual(["text/plain;charset=UTF-8"]);
    expect(remembered.get("game_token")).toMatch(/^eyJ/);
    expect(await next()).toMatchObject({ type: "auth_success", account: { username: "ada" } });
    expect(await next()).toEqual({ type: "characterList", gameId: "my_game", characters: [] });
    await closed(socket);
  });

  await t.step("it comes back by its stored token, and the hooks give a new character its stats", async () => {
    const { page, next } = openBrowser(server, remembered);
    const socket = await page.autoLogin();
    expect(await next()).toMatchObject({ type: "auth_success" });
    expect(await next()).toMatchObject({ type: "characterList" });
    socket.send(JSON.stringify({ type: "createCharacter", gameId: "my_game", name: "Hero" }));
    const created = await next();
    expect(created).toMatchObject({ type: "characterCreated", character: { name: "Hero", gameId: "my_game" } });
    const { id } = created["character"] as { id: number };
    socket.send(JSON.stringify({ type: "selectCharacter", gameId: "my_game", characterId: id }));
    expect(await next()).toMatchObject({
      type: "character_selected",
      character: { id, name: "Hero", level: 1, stats: { character_id: id, hp: 100, max_hp: 100 } },
    });
    await closed(socket);
  });

  await t.step("a token that is refused is forgotten, and a wrong password opens nothing", async () => {
    remembered.set("game_token", "rubbish");
    const { page, next } = openBrowser(server, remembered);
    expect(await page.autoLogin()).toBe(null);
    expect(remembered.size).toBe(0);
    await page.login(ADA.username, "wrong horse");
    expect(await next()).toMatchObject({ code: "invalid_credentials" });
    expect(remembered.size).toBe(0);
  });
});
