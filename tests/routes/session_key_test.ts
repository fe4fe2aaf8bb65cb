/** `POST /auth/session-key` redeems what a module registered, for the servers of its game. */
import { expect } from "expect";
import { gameWith } from "../modules/setup.ts";
import { eachServer, TEST_ADMIN_TOKEN, type TestServer } from "../support/test_server.ts";
import { callHttp } from "../../lib/testing/http_call.ts";

const KEY = new Uint8Array(16).fill(7);
const EMAIL = "ada@example.org";

/** Issues tickets of two kinds, one of which is a session key. */
const runes = gameWith((context) => {
  context.registerSessionKey("runes-key");
  context.routes.post("/issue/:kind/:account", async (c) => {
    const { kind, account } = c.req.param();
    await context.tickets.issue(kind, { accountId: Number(account), secret: KEY, ttlMs: 60_000, replaces: true });
    return c.body(null, 204);
  });
}, { id: "runes", name: "Runes" });

const post = async ({ url }: TestServer, path: string, body: unknown, bearer?: string) =>
  (await callHttp(url, "POST", path, { body, ...(bearer === undefined ? {} : { bearer }) })).json;

/** @returns the key of a new server of the game */
async function serverOf(server: TestServer, game: string): Promise<string> {
  const body = { name: `World of ${game}`, address: "192.0.2.17", port: 24001, game_id: game };
  return (await post(server, "/admin/api/servers", body, TEST_ADMIN_TOKEN)).key;
}

eachServer(
  "a session key is redeemed once, by a server of the game whose module registered it",
  { games: [runes] },
  async (server) => {
    const { id } = await post(server, "/api/auth/register", {
      username: "ada",
      password: "correct horse",
      email: EMAIL,
    });
    const [own, other] = [await serverOf(server, "runes"), await serverOf(server, "slime")];
    const redeem = (bearer: string) =>
      post(server, "/auth/session-key", { email: EMAIL, session_key: KEY.toHex() }, bearer);

    await post(server, `/games/runes/issue/runes-other/${id}`, {});
    expect(await redeem(own)).toMatchObject({ valid: false });
    await post(server, `/games/runes/issue/runes-key/${id}`, {});
    expect(await redeem(other)).toMatchObject({ valid: false });
    expect(await redeem(own)).toMatchObject({ valid: true, account_id: expect.anything() });
    expect(await redeem(own)).toMatchObject({ valid: false });
  },
);
