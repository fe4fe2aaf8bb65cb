import { expect } from "expect";
import { type Config, ConfigError, loadConfig, Secret } from "../../../lib/platform/config/config.ts";

const MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

interface Given {
  readonly file?: unknown;
  readonly env?: Record<string, string>;
}

function load({ file, env = {} }: Given): Promise<Config> {
  const text = file === undefined ? null : typeof file === "string" ? file : JSON.stringify(file);
  const readFile = (path: string) => path === "/work/config/server.json" ? text : null;
  return loadConfig({ env, readFile, workingFolder: "/work" });
}

async function refusal(given: Given): Promise<string> {
  const error = await load(given).then(() => null, (thrown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.message).not.toContain("\n");
  expect(error.message).toMatch(/^Could not read the configuration: /);
  return error.message.replace("Could not read the configuration: ", "");
}

Deno.test("without a file and variables the contract's defaults hold", async () => {
  const config = await load({});
  expect(config).toMatchObject({
    host: "0.0.0.0",
    port: 8080,
    databaseUrl: null,
    dataDir: "/work/data",
    masterKey: null,
    adminToken: null,
    trustedProxies: [],
    publicUrl: null,
    allowedOrigins: [],
    games: [],
    auth: { jwtSecret: null, jwtExpirationSeconds: 86_400, issuer: "gatehouse", audience: "gatehouse", bcryptCost: 12 },
    limits: {
      loginAttemptsPerMinute: 5,
      loginFailuresPerHour: 20,
      autoBanMinutes: 60,
      registrationsPerDay: 3,
      requestsPerMinute: 600,
      messagesPerSecond: 20,
      messagesBurst: 40,
      linesPerAddress: 3,
      webSocketsPerAddress: 50,
      charactersPerGame: 10,
      exempt: [],
    },
  });
  expect(config.ports.portFor("SLIME_PORT", 5555)).toBe(5555);
});

Deno.test("the file holds, and a variable wins over it", async () => {
  const file = { port: 1000, limits: { charactersPerGame: 4, requestsPerMinute: 7 }, auth: { jwtExpiration: "30m" } };
  const config = await load({ file, env: { PORT: "0", LIMITS_REQUESTS_PER_MINUTE: "8", JWT_EXPIRATION: "7d" } });
  expect(config.port).toBe(0);
  expect(config.limits).toMatchObject({ charactersPerGame: 4, requestsPerMinute: 8, registrationsPerDay: 3 });
  expect(config.auth.jwtExpirationSeconds).toBe(7 * 86_400);
});

Deno.test("games whose doors take game passwords only are said by JSON, in a variable too", async () => {
  const config = await load({ env: { ACCOUNTS_DOORS: '{"slime":"required"}' } });
  expect(config.accounts.doors).toEqual({ slime: "required" });
  for (const text of ["slime", '{"slime":"optional"}', "[]"]) {
    await expect(load({ env: { ACCOUNTS_DOORS: text } })).rejects.toThrow("ACCOUNTS_DOORS");
  }
});

Deno.test("an empty variable counts as not set", async () => {
  expect((await load({ file: { port: 1000 }, env: { PORT: "", ADMIN_TOKEN: "" } })).port).toBe(1000);
});

Deno.test("the file may have comments, trailing commas and a byte order mark", async () => {
  expect((await load({ file: '\ufeff// ours\n{ /* the door */ "port": 1000, }' })).port).toBe(1000);
});

Deno.test("a file that is no JSON is refused with its place", async () => {
  expect(await refusal({ file: '{\n  "port": 1000\n  "host": "x"\n}' })).toBe(
    "config/server.json is not JSON at line 3, column 3 (CommaExpected)",
  );
  expect(await refusal({ file: "" })).toContain("is not JSON at line 1, column 1");
  expect(await refusal({ file: "[]" })).toBe("config/server.json is [], allowed: an object");
});

Deno.test("GATEHOUSE_CONFIG names another file, which must exist", async () => {
  const readFile = (path: string) => path === "/etc/gatehouse.json" ? '{"port": 1}' : null;
  const from = (name: string) => loadConfig({ env: { GATEHOUSE_CONFIG: name }, readFile, workingFolder: "/etc" });
  expect((await from("gatehouse.json")).port).toBe(1);
  expect((await from("/etc/gatehouse.json")).port).toBe(1);
  await expect(from("other.json")).rejects.toThrow('GATEHOUSE_CONFIG is "other.json", allowed: a file that exists');
});

Deno.test("a wrong value is refused with its key, the value and what is allowed", async () => {
  const cases: [Given, string][] = [
    [{ env: { PORT: "abc" } }, 'PORT is "abc", allowed: a whole number from 0 to 65535'],
    [{ env: { PORT: "65536" } }, "PORT is 65536, allowed: a whole number from 0 to 65535"],
    [{ env: { PORT: "8080 " } }, 'PORT is "8080 ", allowed: a whole number from 0 to 65535'],
    [{ file: { port: "8080" } }, 'port in config/server.json is "8080", allowed: a whole number from 0 to 65535'],
    [
      { file: { limits: { registrationsPerDay: 0 } } },
      "limits.registrationsPerDay in config/server.json is 0, allowed: a whole number from 1 to 1000000",
    ],
    [
      { file: { limits: { registrationsPerDay: 1.5 } } },
      "limits.registrationsPerDay in config/server.json is 1.5, allowed: a whole number from 1 to 1000000",
    ],
    [{ file: { limits: 5 } }, "limits in config/server.json is 5, allowed: an object"],
    [{ env: { HTTP_HSTS: "yes" } }, 'HTTP_HSTS is "yes", allowed: true or false'],
    [{ env: { LOG_LEVEL: "loud" } }, 'LOG_LEVEL is "loud", allowed: "debug" or "info" or "warn" or "error"'],
    [
      { env: { TRUSTED_PROXIES: "10.0.0.0/8, 10.0.0.0/33" } },
      'TRUSTED_PROXIES is "10.0.0.0/33", allowed: addresses and CIDRs, such as 10.0.0.0/8 or 2001:db8::/32',
    ],
    [
      { env: { LIMITS_EXEMPT: "localhost" } },
      'LIMITS_EXEMPT is "localhost", allowed: addresses and CIDRs, such as 10.0.0.0/8 or 2001:db8::/32',
    ],
    [
      { env: { ALLOWED_ORIGINS: "*" } },
      'ALLOWED_ORIGINS is "*", allowed: origins, such as https://game.example, capacitor://localhost, null or https://*.itch.zone',
    ],
    [
      { env: { PUBLIC_URL: "http://game.example" } },
      'PUBLIC_URL is "http://game.example", allowed: https://… or http://localhost:…, with a path where the page lies under one',
    ],
    [
      { env: { MAIL_HOST: "localhost", MAIL_TLS: "off" } },
      "publicUrl (PUBLIC_URL) is missing, allowed: https://…; the links in mails begin with it",
    ],
    [
      { env: { PUBLIC_URL: "https://game.example", MAIL_HOST: "mail.example", MAIL_TLS: "off" } },
      'mail.tls (MAIL_TLS) is "off", allowed: "required" or "implicit", as mail.example is not here',
    ],
    [
      { env: { PUBLIC_URL: "https://game.example", MAIL_HOST: "mail.example", MAIL_PASSWORD: "s3cret" } },
      "mail.user (MAIL_USER) is missing, allowed: both or neither of mail.user and mail.password",
    ],
    [
      { env: { PUBLIC_URL: "https://game.example", MAIL_HOST: "mail.example", MAIL_USER: "gatehouse" } },
      "mail.password (MAIL_PASSWORD) is missing, allowed: both or neither of mail.user and mail.password",
    ],
    [
      { env: { MAIL_FROM: "Gatehouse <no-reply@example.org>\r\nBcc: eve@example.org" } },
      'MAIL_FROM is "Gatehouse <no-reply@example.org>\\r\\nBcc: eve@example.org", ' +
      "allowed: an e-mail address, or a name and one as in Gatehouse <no-reply@example.org>",
    ],
    [
      { env: { ACCOUNTS_DELETION_GRACE_DAYS: "91" } },
      "ACCOUNTS_DELETION_GRACE_DAYS is 91, allowed: a whole number from 0 to 90",
    ],
    [{ env: { AUTH_CONFIRM_MINUTES: "0" } }, "AUTH_CONFIRM_MINUTES is 0, allowed: a whole number from 1 to 60"],
    [{ env: { JWT_EXPIRATION: "24" } }, 'JWT_EXPIRATION is "24", allowed: a number and s, m, h or d, from 1m to 365d'],
    [{ env: { GAME_MODULES: "jsr:@a/b" } }, 'GAME_MODULES is "jsr:@a/b", allowed: files, folders and npm: names'],
    [
      { file: { page: { welcome: "two\nlines" } } },
      'page.welcome in config/server.json is "two\\nlines", allowed: 1 to 200 characters',
    ],
    [
      { file: { page: { accent: "red" } } },
      'page.accent in config/server.json is "red", allowed: a colour, such as #3b5bdb',
    ],
    [
      { file: { host: "x".repeat(300) } },
      `host in config/server.json is "${"x".repeat(79)}…, allowed: an address or a name of this machine`,
    ],
    [
      { env: { AUTH_STEAM_APP_ID: "480" } },
      "auth.steam.apiKey (AUTH_STEAM_API_KEY) is missing, allowed: the publisher's Web API key",
    ],
  ];
  for (const [given, message] of cases) expect(await refusal(given)).toBe(message);
});

Deno.test("a variable does not hide that its group in the file is none", async () => {
  expect(await refusal({ file: { page: 5 }, env: { PAGE_NAME: "Ours" } })).toBe(
    "page in config/server.json is 5, allowed: an object",
  );
});

Deno.test("an address of a provider has no query and no credentials, and a slash at its end is dropped", async () => {
  const env = { AUTH_STEAM_API_KEY: "k", AUTH_STEAM_APP_ID: "480" };
  const config = await load({ env: { ...env, AUTH_STEAM_BASE_URL: "http://127.0.0.1:9000/steam/" } });
  expect(config.auth.steam?.baseUrl).toBe("http://127.0.0.1:9000/steam");
  for (const url of ["http://a/?b", "http://a/#b", "http://a:b@c/", "http://a@c/", "ftp://a/", "a"]) {
    expect(await refusal({ env: { ...env, AUTH_STEAM_BASE_URL: url } })).toContain("allowed: an http or https address");
  }
});

Deno.test("an unknown key is refused at every depth, with the keys that there are", async () => {
  expect(await refusal({ file: { prot: 80 } })).toMatch(
    /^prot in config\/server\.json is 80, but there is no such key, allowed: host, port, .*, log$/,
  );
  expect(await refusal({ file: { http: { hst: true } } })).toBe(
    "http.hst in config/server.json is true, but there is no such key, allowed: " +
      "connectionsMax, headersTimeoutSeconds, requestTimeoutSeconds, keepAliveSeconds, hsts",
  );
  expect(await refusal({ file: { auth: { steam: { apiKey: "k", appId: 480, app: 1 } } } })).toBe(
    "auth.steam.app in config/server.json is 1, but there is no such key, allowed: apiKey, appId, identity, baseUrl",
  );
});

Deno.test("no refusal shows a secret, not even under a misspelt key", async () => {
  const cases: Given[] = [
    { env: { JWT_SECRET: "hunter2" } },
    { env: { ADMIN_TOKEN: "hunter2" } },
    { env: { MASTER_KEY: "hunter2" } },
    { env: { DATABASE_URL: "mysql://user:hunter2@db/x" } },
    { file: { auth: { jwtSecret: "hunter2" } } },
    { file: { auth: { jwt_secret: "hunter2" } } },
    { file: { databaseURL: "postgres://user:hunter2@db/x" } },
    { file: { auth: { steam: { apiKey: ["hunter2"], appId: 480 } } } },
  ];
  for (const given of cases) {
    const message = await refusal(given);
    expect(message).toContain(" is [redacted]");
    expect(message).not.toContain("hunter2");
  }
});

Deno.test("a password with a raw @ in a database's URL is answered with how to write it", async () => {
  for (const password of ["p@ss", "p/ss", "p#ss", "p:ss@x"]) {
    const message = await refusal({ env: { DATABASE_URL: `postgres://gate:${password}@db/gatehouse`, MASTER_KEY } });
    expect(message).toContain("percent-encoded (@ is %40)");
    expect(message).not.toContain(password);
  }
  const { databaseUrl } = await load({ env: { DATABASE_URL: "postgres://gate:p%40ss@db/gatehouse", MASTER_KEY } });
  expect(databaseUrl).toBeDefined();
});

Deno.test("secrets print as [redacted] and give themselves out only when asked", async () => {
  const config = await load({
    env: {
      JWT_SECRET: "a secret of thirty-two bytes, at least",
      ADMIN_TOKEN: "an-admin-token-of-24-and-more",
      MASTER_KEY,
      DATABASE_URL: "postgres://gate:hunter2@db.example/gatehouse",
      AUTH_STEAM_API_KEY: "steam-api-key",
      AUTH_STEAM_APP_ID: "480",
    },
  });
  const printed = [JSON.stringify(config), Deno.inspect(config, { depth: 9 }), `${config.auth.jwtSecret}`].join("\n");
  for (
    const secret of ["thirty-two", "an-admin-token", "hunter2", "steam-api-key", MASTER_KEY.slice(0, 8), "0,1,2,3"]
  ) {
    expect(printed).not.toContain(secret);
  }
  expect(printed).toContain("[redacted]");
  expect(config.auth.jwtSecret?.reveal()).toBe("a secret of thirty-two bytes, at least");
  expect(config.masterKey?.reveal()).toEqual(Uint8Array.from({ length: 32 }, (_, index) => index));
  expect(config.auth.steam?.apiKey).toBeInstanceOf(Secret);
  expect(config.auth.steam?.baseUrl).toBe("https://partner.steam-api.com");
});

Deno.test("a JWT secret has at least 32 bytes, and is not the documents' sample, however long", async () => {
  const bytes32 = "ä".repeat(16);
  expect((await load({ env: { JWT_SECRET: bytes32 } })).auth.jwtSecret?.reveal()).toBe(bytes32);
  for (const secret of ["x".repeat(31), "your-secret-key", "your-secret-key-change-me-in-production"]) {
    expect(await refusal({ env: { JWT_SECRET: secret } })).toBe(
      'JWT_SECRET is [redacted], allowed: at least 32 bytes, without the documents\' sample "your-secret-key"',
    );
  }
});

Deno.test("a master key is 32 bytes in Base64, and must be given with a PostgreSQL", async () => {
  for (const text of ["", MASTER_KEY.slice(1), MASTER_KEY + "AAAA", "not base64 at all, but long enough!"]) {
    if (text !== "") expect(await refusal({ env: { MASTER_KEY: text } })).toContain("allowed: 32 bytes in Base64");
  }
  expect(await refusal({ env: { DATABASE_URL: "postgres://gate@db/gatehouse" } })).toContain("MASTER_KEY is missing");
  const config = await load({ env: { DATABASE_URL: "postgresql://gate@db/gatehouse", MASTER_KEY } });
  expect(config.databaseUrl?.reveal()).toBe("postgresql://gate@db/gatehouse");
});

Deno.test("an admin token has at least 24 characters that a header can carry", async () => {
  expect((await load({ env: { ADMIN_TOKEN: "x".repeat(24) } })).adminToken?.reveal()).toBe("x".repeat(24));
  for (const token of ["x".repeat(23), "x".repeat(24) + " y", "ä".repeat(24)]) {
    expect(await refusal({ env: { ADMIN_TOKEN: token } })).toContain("ADMIN_TOKEN is [redacted], allowed: 24 to 512");
  }
});

Deno.test("a JWT lives for a minute to 365 days", async () => {
  const secondsOf = async (text: string) => (await load({ env: { JWT_EXPIRATION: text } })).auth.jwtExpirationSeconds;
  expect(await Promise.all(["60s", "1m", "36h", "365d"].map(secondsOf))).toEqual([60, 60, 129_600, 31_536_000]);
  for (const text of ["59s", "366d", "-1h", "1.5h", "1 h", "24H", "forever"]) {
    expect(await refusal({ env: { JWT_EXPIRATION: text } })).toContain("from 1m to 365d");
  }
});

Deno.test("paths begin at the working folder, and npm: names stay as they are", async () => {
  const config = await load({
    file: { games: ["./games/quest.ts", "/opt/games"], page: { logo: "logo.svg" } },
    env: { DATA_DIR: "../elsewhere" },
  });
  expect(config.games).toEqual(["/work/games/quest.ts", "/opt/games"]);
  expect(config.page.logo).toBe("/work/logo.svg");
  expect(config.dataDir).toBe("/elsewhere");
  const other = await load({ env: { GAME_MODULES: "npm:@scope/quest@1.2.3, games/a.ts,", DATA_DIR: "memory" } });
  expect(other.games).toEqual(["npm:@scope/quest@1.2.3", "/work/games/a.ts"]);
  expect(other.dataDir).toBe("memory");
});

Deno.test("origins and blocks are kept in one form", async () => {
  const config = await load({
    env: { ALLOWED_ORIGINS: "https://Game.Example/,http://localhost:3000", TRUSTED_PROXIES: "10.1.2.3/8,::1" },
  });
  expect(config.allowedOrigins).toEqual(["https://game.example", "http://localhost:3000"]);
  expect(config.trustedProxies.map(({ text }) => text)).toEqual(["10.0.0.0/8", "::1"]);
  expect(await refusal({ env: { ALLOWED_ORIGINS: "https://game.example/page" } })).toContain("allowed: origins");
  expect(await refusal({ env: { ALLOWED_ORIGINS: "ftp://game.example" } })).toContain("allowed: origins");
  expect(await refusal({ env: { ALLOWED_ORIGINS: "https://*.game.example" } })).toContain("allowed: origins");
  const packaged = ["null", "capacitor://localhost", "tauri://localhost", "app://.", "https://*.itch.zone"];
  expect((await load({ env: { ALLOWED_ORIGINS: packaged.join() } })).allowedOrigins).toEqual(packaged);
});

Deno.test("the public address may have a path, and lies behind TLS or on this machine", async () => {
  const publicUrlOf = async (text: string) => (await load({ env: { PUBLIC_URL: text } })).publicUrl;
  expect(await publicUrlOf("https://Game.Example/hall/")).toBe("https://game.example/hall");
  expect(await publicUrlOf("http://localhost:8080")).toBe("http://localhost:8080");
  for (const text of ["http://game.example", "https://game.example?a=b", "https://a:b@game.example", "game.example"]) {
    expect(await refusal({ env: { PUBLIC_URL: text } })).toContain("allowed: https://…");
  }
});

Deno.test("the configuration cannot be changed, at any depth", async () => {
  const config = await load({
    file: { trustedProxies: ["10.0.0.0/8"], gameConfig: { quest: { gold: { start: 5 } } } },
  });
  const quest = config.gameConfig["quest"] as { gold: { start: number } };
  for (
    const change of [
      () => Object.assign(config, { port: 1 }),
      () => Object.assign(config.limits, { exempt: [] }),
      () => Object.assign(config.trustedProxies[0]!, { prefixBits: 0 }),
      () => Object.assign(quest.gold, { start: 6 }),
      () => Object.assign(config.ports, { portFor: () => 1 }),
    ]
  ) expect(change).toThrow(TypeError);
});
