/** Passkeys in a real Chromium, with an authenticator that it plays itself: https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/ */
import { expect } from "expect";
import type { Browser, CDPSession, Page } from "playwright-core";
import { codeAt } from "../doors/accounts/authenticator.ts";
import { browserTest } from "../support/browser_tests.ts";
import { testEngines } from "../support/test_database.ts";
import { type TestServer, withServer } from "../support/test_server.ts";

const PASSWORD = "correct horse";

interface Answer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

/** A player's browser at the place, with an authenticator that knows its user. */
class PlayersBrowser {
  private constructor(
    readonly page: Page,
    readonly devTools: CDPSession,
    readonly authenticatorId: string,
    readonly url: string,
  ) {}

  static async open(browser: Browser, url: string): Promise<PlayersBrowser> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    const devTools = await context.newCDPSession(page);
    await devTools.send("WebAuthn.enable");
    const { authenticatorId } = await devTools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new PlayersBrowser(page, devTools, authenticatorId, url);
  }

  /** A call by the page itself. */
  async call(method: string, path: string, { body, token }: { body?: unknown; token?: string } = {}): Promise<Answer> {
    return await this.page.evaluate(async ({ method, path, body, token }) => {
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const init: RequestInit = { method, headers };
      if (body !== undefined) init.body = JSON.stringify(body);
      const response = await fetch(path, init);
      const text = await response.text();
      return { status: response.status, json: text === "" ? null : JSON.parse(text) };
    }, { method, path, body, token } as { method: string; path: string; body?: unknown; token?: string });
  }

  async create(options: unknown): Promise<unknown> {
    return await this.page.evaluate(async (options) => {
      // deno-lint-ignore no-explicit-any
      const api = globalThis as any;
      const publicKey = api.PublicKeyCredential.parseCreationOptionsFromJSON(options);
      return (await api.navigator.credentials.create({ publicKey })).toJSON();
    }, options);
  }

  async get(options: unknown): Promise<unknown> {
    return await this.page.evaluate(async (options) => {
      // deno-lint-ignore no-explicit-any
      const api = globalThis as any;
      const publicKey = api.PublicKeyCredential.parseRequestOptionsFromJSON(options);
      return (await api.navigator.credentials.get({ publicKey })).toJSON();
    }, options);
  }

  async register(username: string): Promise<{ id: number; token: string }> {
    const body = { username, password: PASSWORD };
    return (await this.call("POST", "/api/auth/register", { body })).json;
  }

  async addPasskey(token: string, name?: string): Promise<Answer> {
    const options = await this.call("POST", "/api/account/passkeys/options", { token });
    expect(options.status).toBe(200);
    const body = { credential: await this.create(options.json), ...(name === undefined ? {} : { name }) };
    return await this.call("POST", "/api/account/passkeys", { token, body });
  }

  async assertion(body: unknown = {}): Promise<unknown> {
    const options = await this.call("POST", "/api/auth/passkey/options", { body });
    expect(options.status).toBe(200);
    return await this.get(options.json);
  }

  logIn = async (): Promise<Answer> => await this.call("POST", "/api/auth/passkey", { body: await this.assertion() });
}

/** On every engine, a server that is found at `localhost`: the one host without TLS that WebAuthn allows. */
function eachPlace(name: string, run: (player: PlayersBrowser, server: TestServer, browser: Browser) => Promise<void>) {
  for (const engine of testEngines()) {
    browserTest(`${name} (${engine})`, async (browser) => {
      const port = freePort();
      const env = { PORT: String(port), PUBLIC_URL: `http://localhost:${port}` };
      await withServer(engine, { env }, async (server) => {
        // Not the page itself: its own offer would wait for the authenticator when a test asks it.
        const player = await PlayersBrowser.open(browser, `http://localhost:${port}/static/client.d.ts`);
        try {
          await run(player, server, browser);
        } finally {
          await player.page.context().close();
        }
      });
    });
  }
}

eachPlace("a passkey is made, named, and signs in without a name or a password", async (player) => {
  expect((await player.call("GET", "/api/page")).json.features.passkeys).toBe(true);
  const { id, token } = await player.register("ada");
  const options = (await player.call("POST", "/api/account/passkeys/options", { token })).json;
  expect(options).toMatchObject({
    rp: { id: "localhost", name: "Gatehouse" },
    user: { name: "ada" },
    attestation: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ alg, type: "public-key" })),
  });
  expect(Uint8Array.fromBase64(options.user.id, { alphabet: "base64url" })).toHaveLength(32);

  const added = await player.addPasskey(token, "My laptop");
  expect(added).toEqual({
    status: 201,
    json: {
      id: expect.any(String),
      name: "My laptop",
      createdAt: expect.any(String),
      lastUsed: null,
      recoveryCodes: expect.arrayContaining([expect.stringMatching(/^[a-z2-9]{5}-[a-z2-9]{5}$/)]),
    },
  });
  const asked = (await player.call("POST", "/api/auth/passkey/options", { body: {} })).json;
  expect(asked).toMatchObject({ rpId: "localhost", userVerification: "required" });
  expect(asked).not.toHaveProperty("allowCredentials");

  const signedIn = await player.logIn();
  expect(signedIn).toEqual({ status: 200, json: { token: expect.any(String), id, username: "ada" } });
  const list = await player.call("GET", "/api/account/passkeys", { token });
  expect(list.json.passkeys).toEqual([{ ...added.json, recoveryCodes: undefined, lastUsed: expect.any(String) }]);
  const path = `/api/account/passkeys/${added.json.id}`;
  const renamed = await player.call("PATCH", path, { token, body: { name: "The old one" } });
  expect([renamed.status, renamed.json.name]).toEqual([200, "The old one"]);
  expect((await player.call("PATCH", path, { token, body: { name: " " } })).status).toBe(422);
  expect((await player.call("DELETE", path, { token })).status).toBe(204);
  expect((await player.call("DELETE", path, { token })).json.code).toBe("not_found");
  const gone = await player.logIn();
  expect([gone.status, gone.json.code]).toEqual([401, "invalid_credentials"]);
});

eachPlace("what was answered once is good for nothing more, and nothing of another page's", async (player, server) => {
  const { token } = await player.register("ada");
  const options = (await player.call("POST", "/api/account/passkeys/options", { token })).json;
  const credential = await player.create(options);
  expect((await player.call("POST", "/api/account/passkeys", { token, body: { credential } })).status).toBe(201);
  const twice = await player.call("POST", "/api/account/passkeys", { token, body: { credential } });
  expect([twice.status, twice.json.code]).toEqual([410, "invalid_link"]);

  const body = await player.assertion();
  const statuses = (await Promise.all([0, 1].map(() => player.call("POST", "/api/auth/passkey", { body }))))
    .map(({ status }) => status).toSorted();
  expect(statuses).toEqual([200, 410]);
  const replayed = await player.call("POST", "/api/auth/passkey", { body });
  expect([replayed.status, replayed.json.code]).toEqual([410, "invalid_link"]);

  const asked = (await player.call("POST", "/api/auth/passkey/options", { body: {} })).json;
  await using foreign = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("<!doctype html><title>Elsewhere</title>", { headers: { "content-type": "text/html" } }),
  );
  await player.page.goto(`http://localhost:${(foreign.addr as Deno.NetAddr).port}/`);
  const stolen = await player.get(asked);
  await player.page.goto(player.url);
  const refused = await player.call("POST", "/api/auth/passkey", { body: stolen });
  expect([refused.status, refused.json.code]).toEqual([401, "invalid_credentials"]);
  expect((await player.logIn()).status).toBe(200);
  expect(server.log.filter(({ level }) => level === "error")).toEqual([]);
});

eachPlace("it answers for the second factor, and confirms by itself", async (player) => {
  const { id, token } = await player.register("ada");
  await player.addPasskey(token);
  const { json: { secret } } = await player.call("POST", "/api/account/totp", { token });
  const body = { code: codeAt(secret, new Date(Date.now())) };
  expect((await player.call("POST", "/api/account/totp/verify", { token, body })).status).toBe(200);

  const refused = await player.call("POST", "/api/auth/login", { body: { username: "ada", password: PASSWORD } });
  expect(refused.json).toMatchObject({ code: "second_factor_required", methods: ["totp", "recovery", "passkey"] });
  const { challenge } = refused.json;
  const passkey = await player.assertion({ challenge });
  const done = await player.call("POST", "/api/auth/second-factor", { body: { challenge, passkey } });
  expect(done).toEqual({ status: 200, json: { token: expect.any(String), id, username: "ada" } });
  const dead = await player.call("POST", "/api/auth/passkey/options", { body: { challenge } });
  expect([dead.status, dead.json.code]).toEqual([410, "invalid_link"]);

  const confirmed = await player.call("POST", "/api/auth/confirm", {
    token: done.json.token,
    body: { passkey: await player.assertion() },
  });
  expect(confirmed).toEqual({ status: 204, json: null });
  const other = await player.register("bob");
  const foreign = await player.call("POST", "/api/auth/confirm", {
    token: other.token,
    body: { passkey: await player.assertion() },
  });
  expect([foreign.status, foreign.json.code]).toEqual([401, "invalid_credentials"]);
});

eachPlace("the last way in stays, and an account without a password opens by its passkey", async (player, server) => {
  const { token } = await player.register("ada");
  const { json: { id: passkeyId } } = await player.addPasskey(token);
  const other = await player.call("POST", "/api/auth/login", { body: { username: "ada", password: PASSWORD } });
  expect((await player.call("DELETE", "/api/account/password", { token })).status).toBe(204);
  expect((await player.call("GET", "/api/auth/verify", { token: other.json.token })).status).toBe(401);
  expect((await player.call("GET", "/api/auth/verify", { token })).status).toBe(200);
  expect((await player.call("GET", "/api/account", { token })).json.hasPassword).toBe(false);
  const byPassword = await player.call("POST", "/api/auth/login", { body: { username: "ada", password: PASSWORD } });
  expect(byPassword.json.code).toBe("invalid_credentials");
  expect((await server.database.read.selectFrom("account_secrets").selectAll().execute()).length).toBe(0);

  const last = await player.call("DELETE", `/api/account/passkeys/${passkeyId}`, { token });
  expect([last.status, last.json.code]).toEqual([409, "last_way_in"]);
  const signedIn = await player.logIn();
  expect(signedIn.status).toBe(200);
  const fresh = { token: signedIn.json.token };
  const email = await player.call("POST", "/api/account/email", { ...fresh, body: { email: "ada@example.org" } });
  expect(email.status).toBe(204);
  const password = await player.call("POST", "/api/auth/password", { ...fresh, body: { newPassword: "new horse" } });
  expect(password.status).toBe(204);
  const again = await player.call("POST", "/api/auth/login", { body: { username: "ada", password: "new horse" } });
  expect(again.status).toBe(200);
  expect((await player.call("DELETE", `/api/account/passkeys/${passkeyId}`, fresh)).status).toBe(204);
});

eachPlace("a counter that goes back is let in and written down", async (player, server) => {
  const { id, token } = await player.register("ada");
  await player.addPasskey(token);
  for (let times = 0; times < 3; times++) expect((await player.logIn()).status).toBe(200);
  const { authenticatorId, devTools } = player;
  const { credentials: [known] } = await devTools.send("WebAuthn.getCredentials", { authenticatorId });
  expect(known!.signCount).toBeGreaterThan(2);
  await devTools.send("WebAuthn.removeCredential", { authenticatorId, credentialId: known!.credentialId });
  await devTools.send("WebAuthn.addCredential", { authenticatorId, credential: { ...known!, signCount: 1 } });
  expect((await player.logIn()).status).toBe(200);
  const entries = await server.database.read.selectFrom("audit_log").select("action")
    .where("account_id", "=", id).where("action", "=", "passkey.counter").execute();
  expect(entries).toHaveLength(1);
  expect((await player.logIn()).status).toBe(200);
});

eachPlace("an account has at most twenty, and each is known once", async (player, server) => {
  const { id, token } = await player.register("ada");
  await player.addPasskey(token);
  const again = await player.call("POST", "/api/account/passkeys/options", { token });
  expect(again.json.excludeCredentials).toHaveLength(1);
  const row = await server.database.read.selectFrom("passkeys").selectAll().executeTakeFirstOrThrow();
  await server.database.write.insertInto("passkeys").values(
    Array.from({ length: 19 }, (_, number) => ({ ...row, id: `more-${number}`, credential_id: `more-${number}` })),
  ).execute();
  expect(id).toBe(row.account_id);
  const full = await player.call("POST", "/api/account/passkeys/options", { token });
  expect([full.status, full.json.code]).toEqual([409, "too_many_passkeys"]);
});

eachPlace("the client module carries all of it", async (player) => {
  await player.register("ada");
  const told = await player.page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any
    const { createGatehouseClient } = await (import("/static/client.js" as any)) as any;
    const client = createGatehouseClient();
    await client.logIn({ username: "ada", password: "correct horse" });
    const { recoveryCodes, ...passkey } = await client.security.addPasskey("My phone");
    const named = await client.security.renamePasskey(passkey.id, "My tablet");
    const { secret, uri } = await client.security.startTotp();
    const wrong = await client.security.verifyTotp("000000").catch((error: { code: string }) => error.code);
    await client.logOut();
    const { username } = await client.logInWithPasskey();
    await client.confirm({ passkey: await client.askPasskey() });
    const { hasPassword, secondFactor } = await client.account();
    return { codes: recoveryCodes.length, named: named.name, secret, uri, wrong, username, hasPassword, secondFactor };
  });
  expect(told).toEqual({
    codes: 10,
    named: "My tablet",
    secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
    uri: expect.stringMatching(/^otpauth:/),
    wrong: "invalid_code",
    username: "ada",
    hasPassword: true,
    secondFactor: false,
  });
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
