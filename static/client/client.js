// @ts-check
/** @import { AccountDetails, Character, ClientOptions, Connection, Game, GameProtocol, GatehouseClient, SignedIn } from "../client.d.ts" */
import { machineClock } from "./clock.js";
import { createConnection } from "./connection.js";
import { createGameClients } from "./game_clients.js";
import { createHttp } from "./http.js";
import { createOwnData, createRecovery, createTrail } from "./own_account.js";
import { createSecurity, getCredential } from "./security.js";
import { createSession } from "./session.js";
import { createTokenStore, defaultStorage } from "./token_store.js";

const TIMEOUT_MS = 15_000;
const HEARTBEAT_MS = 25_000;

/**
 * @param {ClientOptions} [options]
 * @returns {GatehouseClient}
 */
export function createGatehouseClient(options = {}) {
  const baseUrl = parseBaseUrl(options.baseUrl ?? ownBaseUrl());
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const tokens = createTokenStore(options.storage ?? defaultStorage());
  // A bare `fetch` called as a method of another object throws in browsers.
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const call = createHttp({ baseUrl, fetch, timeoutMs });
  const { signedCall, refresh, end } = createSession({ call, tokens });

  /** @param {string} path @param {object & { remember?: boolean }} input */
  async function signIn(path, { remember = false, ...body }) {
    const answer = /** @type {SignedIn & Record<string, unknown>} */ (await call(path, { method: "POST", body }));
    tokens.write(answer.token, remember);
    return { token: answer.token, id: answer.id, username: answer.username };
  }

  /** @param {string} [challenge] @param {{ mediation?: string, signal?: AbortSignal }} [how] */
  async function askPasskey(challenge, how) {
    const body = challenge === undefined ? {} : { challenge };
    return await getCredential(await call("api/auth/passkey/options", { method: "POST", body }), how);
  }

  return {
    get token() {
      return tokens.read();
    },
    register: (input) => signIn("api/auth/register", input),
    logIn: (input) => signIn("api/auth/login", input),
    finishLogIn: (input) => signIn("api/auth/second-factor", input),
    logInWithPasskey: async ({ remember = false, ...how } = {}) => {
      return await signIn("api/auth/passkey", { ...await askPasskey(undefined, how), remember });
    },
    askPasskey,
    confirm: async (body) => void await signedCall("api/auth/confirm", { method: "POST", body }),
    security: createSecurity({ signedCall }),
    gameClients: createGameClients({ signedCall }),
    recovery: createRecovery({ call, signedCall }),
    trail: createTrail({ signedCall }),
    ownData: createOwnData({ signedCall, signIn }),
    playAsGuest: async ({ remember = false, guestKey } = {}) => {
      const body = guestKey === undefined ? {} : { guestKey };
      const answer = await call("api/auth/guest", { method: "POST", body });
      tokens.write(String(answer.token), remember);
      return /** @type {SignedIn & { guestKey?: string } & Record<string, unknown>} */ (answer);
    },
    upgrade: async (body) => {
      const answer = await signedCall("api/account/upgrade", { method: "POST", body });
      tokens.replace(String(answer.token));
      return { token: String(answer.token), id: Number(answer.id), username: String(answer.username) };
    },
    verify: async () => {
      const { userId, username } = await signedCall("api/auth/verify");
      return { userId: Number(userId), username: String(username) };
    },
    refresh,
    logOut: () => end("api/auth/logout"),
    logOutEverywhere: () => end("api/auth/logout-all"),
    changePassword: async (body) => void await signedCall("api/auth/password", { method: "POST", body }),
    changeEmail: async (body) => void await signedCall("api/account/email", { method: "POST", body }),
    account: async () => /** @type {AccountDetails & Record<string, unknown>} */ (await signedCall("api/account")),
    games: async () => /** @type {{ games: Game[] }} */ (await call("api/games")).games,
    characters: {
      list: async (gameId) => {
        const answer = await signedCall(`api/characters?gameId=${encodeURIComponent(gameId)}`);
        return /** @type {{ characters: Character[] }} */ (answer).characters;
      },
      create: async (body) => {
        const answer = await signedCall("api/characters", { method: "POST", body });
        return /** @type {{ character: Character }} */ (answer).character;
      },
      delete: async (id) => void await signedCall(`api/characters/${id}`, { method: "DELETE" }),
    },
    connect,
  };

  /** @template {GameProtocol} Protocol @param {string} [token] */
  function connect(token) {
    const WebSocket = options.WebSocket ?? globalThis.WebSocket;
    if (WebSocket === undefined) throw new TypeError("Could not connect: this runtime has no WebSocket, so give one");
    const connection = createConnection({
      url: socketUrl(baseUrl),
      readToken: () => token ?? tokens.read(),
      forgetToken: tokens.forget,
      WebSocket,
      clock: options.clock ?? machineClock,
      random: options.random ?? Math.random,
      timeoutMs,
      heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
    });
    // Which messages a game has is the page author's word; nothing here can check it.
    return /** @type {Connection<Protocol>} */ (/** @type {unknown} */ (connection));
  }
}

/** Above the `static/` that this came from, if that is the page's own server, which may lie under a path behind a proxy. */
function ownBaseUrl() {
  const origin = globalThis.location?.origin;
  const [base] = /^.*\/(?=static\/)/.exec(import.meta.url) ?? [];
  return base !== undefined && new URL(base).origin === origin ? base : origin;
}

/** @param {string | URL | undefined} text */
function parseBaseUrl(text) {
  if (text === undefined) throw new TypeError("Could not create the client: outside a browser it needs a baseUrl");
  const url = new URL(text);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** @param {URL} baseUrl */
function socketUrl(baseUrl) {
  const url = new URL("ws", baseUrl);
  url.protocol = baseUrl.protocol === "https:" ? "wss:" : "ws:";
  return url;
}
