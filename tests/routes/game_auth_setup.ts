import { createRevocationFeed } from "../../lib/domain/tokens/revocation_feed.ts";
import { createRevocationStream } from "../../lib/domain/tokens/revocation_stream.ts";
import { createCharacterSelection } from "../../lib/domain/tokens/character_selection.ts";
import { createTokenRevocation } from "../../lib/domain/tokens/token_revocation.ts";
import { createRevalidationCache } from "../../lib/domain/tokens/revalidation_cache.ts";
import { createRevalidator } from "../../lib/domain/tokens/revalidation.ts";
import type { Database } from "../../lib/platform/database/database.ts";
import type { NewServer } from "../../lib/domain/servers/server_input.ts";
import { Hono } from "hono";
import { gameAuthGate, mountGameAuth } from "../../routes/game_auth.ts";
import { mountGameCharacters } from "../../routes/game_characters.ts";
import type { HttpEnv } from "../../routes/http.ts";
import { createMount } from "../../routes/mount.ts";
import { mountRevocations } from "../../routes/revocations.ts";
import { createIdentityTest } from "../domain/identities/setup.ts";
import { catalogOf, GAMES } from "../domain/characters/setup.ts";
import { ADMIN, newServer } from "../domain/servers/setup.ts";
import type { TestCoreSetup } from "../support/core_services.ts";
import { type Answer, createCaller } from "../support/http.ts";
import { eachDatabase } from "../support/test_database.ts";

export const PASSWORD = "correct horse";

interface GameAuthSetup extends TestCoreSetup {
  readonly revalidateRequiresServerKey?: boolean;
}

export type GameAuthTest = Awaited<ReturnType<typeof createGameAuthTest>>;

/** `/auth` over the core, with a player, a character and two servers. */
async function createGameAuthTest(opened: Database, setup: GameAuthSetup = {}) {
  const core = await createIdentityTest(opened, setup);
  const { clock, database, log, servers, serverSetup, gameTokens, accounts, characters, sessionKeys } = core;
  const cache = createRevalidationCache({ clock, events: database.events, entriesMax: 100 });
  const readRevocations = createRevocationFeed({ database, clock });
  const revocationStream = createRevocationStream({ database, clock, log, read: readRevocations });
  const revalidator = createRevalidator({ database, clock, cache });
  const routes = new Hono<HttpEnv>();
  const mount = createMount(routes);
  routes.route("/auth", gameAuthGate);
  mountGameAuth(mount, { revalidateRequiresServerKey: setup.revalidateRequiresServerKey ?? false }, {
    accounts,
    providerLogins: core.logins,
    characters,
    servers,
    gameTokens,
    tokenRevocation: createTokenRevocation({ gameTokens, sessions: core.sessions }),
    characterSelection: createCharacterSelection({ database, servers, gameTokens }),
    revalidator,
    sessionKeys,
  });
  mountGameCharacters(mount, { characters, servers, revalidator }, setup.games ?? catalogOf(GAMES));
  mountRevocations(mount, { readRevocations, revocationStream });
  const call = createCaller("/", routes);

  const player = await core.register("Merlin");
  const character = await characters.create({ accountId: player.id, gameId: "my_game", name: "Arthur" });
  const addServer = async (some: Partial<NewServer>) => {
    const { server, key } = await serverSetup.create(newServer(some), ADMIN);
    return { id: server.id, key };
  };
  const server = await addServer({ id: "server_001", name: "Camelot", online: true });
  const credentials = { username: "Merlin", password: PASSWORD };

  const post = (path: string, body: unknown, bearer?: string): Promise<Answer> =>
    call("POST", `/auth/${path}`, { body, ...(bearer === undefined ? {} : { bearer }) });
  const logIn = async (): Promise<string> => {
    const { json } = await post("authenticate", { authentication_method: "website", credentials });
    return json.login_token;
  };
  const select = async (): Promise<string> => {
    const selection = { login_token: await logIn(), character_id: character.id, server_id: server.id };
    return (await post("select-character", selection)).json.character_token;
  };

  return {
    ...core,
    revocationStream,
    call,
    post,
    player,
    character,
    server,
    addServer,
    credentials,
    /** A login token of the player. */
    newLogin: logIn,
    /** A character token of the player's character on the server. */
    newSelection: select,
    async close() {
      revocationStream.close();
      cache.close();
      await core.close();
    },
  };
}

/** Registers a test for each database. */
export function gameAuthTest(
  name: string,
  run: (t: GameAuthTest) => Promise<void>,
  setup: GameAuthSetup = {},
): void {
  eachDatabase(name, async (database) => {
    const t = await createGameAuthTest(database, setup);
    try {
      await run(t);
    } finally {
      await t.close();
    }
  });
}
