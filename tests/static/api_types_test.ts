/** `static/api.d.ts`: it is of today, and a typed client of it plays a round of calls. */
import { expect } from "expect";
import createClient from "openapi-fetch";
import type { paths } from "../../static/api.d.ts";
import { API_DESCRIPTION, markOf } from "../../tasks/support/api_description.ts";
import { startTestServer } from "../support/test_server.ts";

const PASSWORD = "correct horse";
const ARENA = { id: "arena", name: "Arena", initialize: () => {} };

Deno.test("the types are of the calls as they are; otherwise run: deno task api-types", async () => {
  const text = await Deno.readTextFile(new URL("../../static/api.d.ts", import.meta.url));
  const [, mark] = /^\/\/ of (.+)$/m.exec(text) ?? [];
  expect(mark).toBe(await markOf(API_DESCRIPTION));
});

Deno.test("a client of openapi-fetch knows every path, what it is sent and what it answers", async () => {
  await using server = await startTestServer({ games: [ARENA] });
  const api = createClient<paths>({ baseUrl: server.url });
  const registered = await api.POST("/api/auth/register", { body: { username: "Merlin", password: PASSWORD } });
  const token: string = registered.data!.token;
  const headers = { authorization: `Bearer ${token}` };
  const { data } = await api.POST("/api/characters", { body: { gameId: "arena", name: "Arthur" }, headers });
  const id: number = data!.character.id;
  const login = await api.POST("/auth/authenticate", {
    body: { authentication_method: "website", credentials: { username: "Merlin", password: PASSWORD } },
  });
  const bearer = { authorization: `Bearer ${login.data!.login_token}` };
  const { data: listed } = await api.GET("/auth/servers", { params: { query: { game_id: "arena" } }, headers: bearer });
  const server_id: string = listed!.servers[0]!.server_id;
  const selection = { login_token: login.data!.login_token, character_id: `char_${id}`, server_id };
  const selected = await api.POST("/auth/select-character", { body: selection });
  expect(selected.data!.character_data).toMatchObject({ character_name: "Arthur", level: 1 });

  // A refusal is typed, too, and so is what does not exist.
  const refused = await api.DELETE("/api/characters/{id}", { params: { path: { id: String(id + 1) } }, headers });
  const code: string = refused.error!.code;
  expect([refused.response.status, code]).toEqual([404, "unknown_character"]);
  // @ts-expect-error there is no such call
  expect((await api.GET("/api/nothing", {})).response.status).toBe(404);
  // @ts-expect-error a name has to be given
  expect((await api.POST("/api/auth/login", { body: { username: 1 } })).response.status).toBe(422);
});
