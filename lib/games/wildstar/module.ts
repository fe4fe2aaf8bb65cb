/** WildStar, client build 16042: STS proves the password, Auth sends the player on to a world server. */
import { defineGame } from "../../modules/mod.ts";
import { AUTH_DOOR, createAdmission } from "./auth/admission.ts";
import { forgetLastServer } from "./auth/last_servers.ts";
import { AuthSession } from "./auth/session.ts";
import { wildstarConfig } from "./config.ts";
import { createGameTokens, SESSION_KEY_KIND } from "./game_tokens.ts";
import { bezgelorCharacters, nexusforeverCharacters } from "./imports.ts";
import { accountsTable } from "./migrations/0001_accounts.ts";
import { FRAME_BYTES_MAX } from "./protocol/frame.ts";
import { createSrp6Scheme } from "./srp6_scheme.ts";
import { BinaryStsSession } from "./sts/binary_session.ts";
import { createKnownDialects } from "./sts/known_dialects.ts";
import { createOpenLogin, STS_DOOR } from "./sts/login.ts";
import { NativeStsSession } from "./sts/native_session.ts";
import { BODY_BYTES_MAX, HEAD_BYTES_MAX } from "./sts/protocol/text_framing.ts";
import { StsSession } from "./sts/session.ts";

const HELLO_TIMEOUT_MS = 30_000;
const STS_IDLE_TIMEOUT_MS = 300_000;
/** An Auth line ends by itself so long after its answer. */
const AUTH_IDLE_TIMEOUT_MS = 30_000;

export default defineGame({
  id: "wildstar",
  name: "WildStar",
  howToStart:
    "Start the client with {address} as its server (port {port}), and sign in with your account's e-mail address.",
  config: wildstarConfig,
  migrations: { "0001_accounts": accountsTable },
  // The names are the contract's: STS is on AUTH_PORT, the Auth server on REALM_PORT.
  ports: {
    auth: { port: 6600, variable: "AUTH_PORT", door: STS_DOOR },
    realm: { port: 23115, variable: "REALM_PORT", door: AUTH_DOOR },
  },

  initialize(context) {
    const { accounts, clock, random, servers, seats, tickets, db, deriveKey } = context;
    const { config } = context;
    const gameTokens = createGameTokens({ tickets, random, areBoundToAddress: config.bindGameTokenToAddress });
    const knownDialects = createKnownDialects();
    const openLogin = createOpenLogin({ accounts, random, deriveKey });
    const admit = createAdmission({ accounts, gameTokens, servers, seats, db });
    const realmMessages = config.realmMessages.map((text, index) => ({ index: index + 1, texts: [text] }));

    context.registerCredentialScheme(createSrp6Scheme(random));
    context.registerSessionKey(SESSION_KEY_KIND);
    context.registerAccountDeleteHook(({ accountId }, db) => forgetLastServer(db, accountId));
    context.registerImport("nexusforever", nexusforeverCharacters);
    context.registerImport("bezgelor", bezgelorCharacters);
    context.listen("auth", {
      helloTimeoutMs: HELLO_TIMEOUT_MS,
      idleTimeoutMs: STS_IDLE_TIMEOUT_MS,
      frameBytesMax: HEAD_BYTES_MAX + BODY_BYTES_MAX,
      countsMessages: true,
      silenceMs: config.silenceMs,
      session: (line) =>
        new StsSession({
          line,
          clock,
          known: knownDialects,
          dialects: {
            native: (line) => new NativeStsSession({ line, openLogin, gameTokens }),
            binary: (line) => new BinaryStsSession({ line, accounts, clock, openLogin, gameTokens }),
          },
        }),
    });
    context.listen("realm", {
      helloTimeoutMs: HELLO_TIMEOUT_MS,
      idleTimeoutMs: AUTH_IDLE_TIMEOUT_MS,
      frameBytesMax: FRAME_BYTES_MAX,
      countsMessages: true,
      session: (line) => new AuthSession({ line, admit, clock, realmMessages }),
    });
  },
});
