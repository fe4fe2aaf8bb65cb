/** The operators' API, as the console calls it. */
import { GatehouseError, isTokenRefused, parseProblem } from "../client/errors.js";
import { asGatehouseError, createHttp } from "../client/http.js";
import { createSecurity, getCredential } from "../client/security.js";
import { createSession } from "../client/session.js";
import { createTokenStore } from "../client/token_store.js";
import { readEvents } from "./events.js";
import { BASE_URL } from "./place.js";

/**
 * An answer of the server, as it came.
 *
 * @typedef {Record<string, any>} Row
 * @typedef {Record<string, string | number | boolean | null | undefined>} Query
 * @typedef {{
 *   get(path: string, query?: Query): Promise<Row>,
 *   send(method: string, path: string, body?: object): Promise<Row>,
 *   download(path: string, query: Query, name: string): Promise<void>,
 *   listen(path: string, query: Query, signal: AbortSignal, on: { opened: () => void, heard: (row: Row) => void }): Promise<void>,
 * }} AdminApi
 */

const TIMEOUT_MS = 30_000;
/** Of the console alone, and gone with the window: what a player's page keeps is another's. */
const SHELF = "console_";

/**
 * @param {{ askProof: (methods: readonly string[]) => Promise<boolean>, signedOut: () => void }} parts
 */
export function createApi({ askProof, signedOut }) {
  const call = createHttp({ baseUrl: BASE_URL, fetch: fetch.bind(globalThis), timeoutMs: TIMEOUT_MS });
  const tokens = createTokenStore({ local: nothing(), session: shelf() });
  const session = createSession({ call, tokens });

  /** @param {string} path @param {{ method?: string, body?: object }} [options] */
  async function signed(path, options = {}) {
    try {
      return await session.signedCall(path, options);
    } catch (error) {
      if (isTokenRefused(error)) signedOut();
      throw error;
    }
  }

  /** Asks for a proof where the act needs one, and does it then. @template T @param {() => Promise<T>} act */
  async function proven(act) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code !== "confirmation_required") throw error;
      if (!await askProof(error.methods)) throw new GatehouseError("cancelled", "Nothing was done");
      return await act();
    }
  }

  /** @param {string} path @param {Query} query @param {AbortSignal | null} [signal] */
  async function open(path, query, signal = null) {
    const response = await fetch(new URL(`admin/api${path}${queryText(query)}`, BASE_URL), {
      headers: { authorization: `Bearer ${tokens.read()}` },
      cache: "no-store",
      signal,
    }).catch((error) => {
      throw asGatehouseError(error);
    });
    if (response.ok) return response;
    throw parseProblem(await response.json().catch(() => ({})), { status: response.status });
  }

  /** @type {AdminApi} */
  const admin = {
    get: (path, query = {}) => proven(() => signed(`admin/api${path}${queryText(query)}`)),
    send: (method, path, body) =>
      proven(() => signed(`admin/api${path}`, body === undefined ? { method } : { method, body })),
    download: async (path, query, name) => {
      const file = await proven(async () => await (await open(path, query)).blob());
      const anchor = document.createElement("a");
      anchor.href = URL.createObjectURL(file);
      anchor.download = name;
      anchor.click();
      setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
    },
    async listen(path, query, signal, { opened, heard }) {
      const response = await open(path, query, signal);
      opened();
      // A stream that breaks has ended: whoever listens asks anew, and hears then what is wrong.
      await readEvents(response, heard).catch(() => {});
    },
  };

  /** @param {string} path @param {object} body */
  async function signIn(path, body) {
    const answer = await call(path, { method: "POST", body });
    tokens.write(String(answer.token), false);
  }

  /** @param {string} [challenge] */
  const askPasskey = async (challenge) =>
    await getCredential(
      await call("api/auth/passkey/options", { method: "POST", body: challenge === undefined ? {} : { challenge } }),
    );

  return {
    admin,
    isSignedIn: () => tokens.read() !== null,
    /** @param {object} body */
    logIn: (body) => signIn("api/auth/login", body),
    /** @param {object} body */
    register: (body) => signIn("api/auth/register", body),
    /** @param {object} body */
    secondFactor: (body) => signIn("api/auth/second-factor", body),
    /** @param {string} challenge */
    secondFactorByPasskey: async (challenge) =>
      await signIn("api/auth/second-factor", { challenge, passkey: await askPasskey(challenge) }),
    logInByPasskey: async () => await signIn("api/auth/passkey", await askPasskey()),
    /** @param {object} body */
    confirm: (body) => signed("api/auth/confirm", { method: "POST", body }),
    confirmByPasskey: async () =>
      await signed("api/auth/confirm", { method: "POST", body: { passkey: await askPasskey() } }),
    security: createSecurity({ signedCall: (path, options) => proven(() => signed(path, options)) }),
    refresh: () => session.refresh(),
    logOut: () => session.end("api/auth/logout"),
  };
}

/** Without what is empty. @param {Query} query */
export function queryText(query) {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return entries.length === 0 ? "" : `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))}`;
}

/** The window's own storage, under names of the console's. */
function shelf() {
  return {
    /** @param {string} key */
    getItem: (key) => sessionStorage.getItem(SHELF + key),
    /** @param {string} key @param {string} value */
    setItem: (key, value) => sessionStorage.setItem(SHELF + key, value),
    /** @param {string} key */
    removeItem: (key) => sessionStorage.removeItem(SHELF + key),
  };
}

/** Nothing of an operator's outlives the window. */
function nothing() {
  return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
}
