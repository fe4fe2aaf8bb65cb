/** The core's services over a test database, put together by `lib/app/services/domain.ts`, on a clock that tests move. */
import type { GameCatalog } from "../../lib/domain/characters/games.ts";
import type { CharacterHooks } from "../../lib/domain/characters/hooks.ts";
import { createConfigLoader } from "../../lib/platform/config/config.ts";
import { createDomain } from "../../lib/app/services/domain.ts";
import type { NativeGame } from "../../lib/domain/access/native_games.ts";
import type { CredentialScheme } from "../../lib/domain/accounts/credential_schemes.ts";
import { createInlineHasher } from "../../lib/platform/crypto/inline_hasher.ts";
import type { PasswordHasher } from "../../lib/platform/crypto/password_hasher.ts";
import { createKeyDerivation } from "../../lib/platform/crypto/hkdf.ts";
import { createSecretBox } from "../../lib/platform/crypto/secret_box.ts";
import { type Database, datedBy } from "../../lib/platform/database/database.ts";
import type { MailTransport } from "../../lib/domain/mail/transport.ts";
import { type Log, silentLog } from "../../lib/platform/log/log.ts";
import { createMetrics } from "../../lib/platform/metrics/metrics.ts";
import { systemRandom } from "../../lib/platform/random.ts";
import { type CharacterTokenText, opaqueCharacterTokens } from "../../lib/domain/tokens/game_token_text.ts";
import { createSharedSecretKeys } from "../../lib/domain/tokens/jwt/shared_secret.ts";
import { createTokenSigner } from "../../lib/domain/tokens/jwt/signer.ts";
import { catalogOf, GAMES, hooksWith } from "../domain/characters/setup.ts";
import { createTestClock, type TestClock } from "./test_clock.ts";

export const PASSWORD = "correct horse";
/** Where players of tests register and log in from. */
export const ORIGIN = { door: "http", address: "198.51.100.7" };

const SECRET = "a secret of the tests, longer than thirty-two bytes";
/** Far over what a test does, unless it is about limits. */
const LIMITS = { loginAttemptsPerMinute: 1_000, loginFailuresPerHour: 1_000, registrationsPerDay: 1_000 };

export interface TestCoreSetup {
  readonly clock?: TestClock;
  readonly log?: Log;
  readonly games?: GameCatalog;
  readonly hooks?: CharacterHooks;
  readonly schemes?: readonly CredentialScheme[];
  /** With doors of their own. */
  readonly nativeGames?: readonly NativeGame[];
  readonly characterTokenText?: CharacterTokenText;
  readonly hasher?: PasswordHasher;
  /** What else would stand in `config/server.json`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** In place of SMTP, where `config` names a mail server. */
  readonly mailTransport?: MailTransport;
  /** As under `limits` in the configuration; what is not given is far over what a test does. */
  readonly limits?: Readonly<Record<string, unknown>>;
}

export type TestCore = Awaited<ReturnType<typeof createTestCore>>;

const loadConfig = createConfigLoader("/");

/** Several over one database are several instances of the server. */
export async function createTestCore(opened: Database, setup: TestCoreSetup = {}) {
  const { clock = createTestClock(), log = silentLog, schemes = [], hasher = createInlineHasher() } = setup;
  const database = datedBy(clock, opened);
  const config = await loadConfig({
    env: {},
    readFile: () => JSON.stringify({ ...setup.config, limits: { ...LIMITS, ...setup.limits } }),
  });
  const keys = await createSharedSecretKeys(SECRET);
  const signer = createTokenSigner({ keys, issuer: config.auth.issuer, audience: config.auth.audience, clock });
  const random = systemRandom;
  const metrics = createMetrics();
  const closing = new AsyncDisposableStack();
  const core = createDomain({ config, database, clock, random, log, metrics }, {
    hasher,
    keys: {
      deriveKey: createKeyDerivation(new Uint8Array(32)),
      box: createSecretBox({ key: new Uint8Array(32), random }),
      signer,
      characterTokenText: setup.characterTokenText ?? opaqueCharacterTokens(random),
      keyPairs: { rotate: () => Promise.resolve() },
    },
    host: {
      games: setup.games ?? catalogOf(GAMES),
      hooks: {
        accountCreated: () => Promise.resolve(),
        accountDeleted: () => Promise.resolve(),
        afterAccountDeleted: () => Promise.resolve(),
        accountExports: () => Promise.resolve(new Map()),
        ...(setup.hooks ?? hooksWith({})),
      },
      schemes: () => schemes,
      allSchemes: () => schemes,
      nativeGames: () => setup.nativeGames ?? [],
      sessionKeys: () => [{ gameId: "wildstar", ticketKind: "wildstar-session" }],
    },
    ...(setup.mailTransport === undefined ? {} : { mailTransport: setup.mailTransport }),
    closing,
  });

  return {
    ...core,
    clock,
    config,
    database,
    log,
    metrics,
    random,
    signer,

    /** Registers with `PASSWORD`. */
    async register(username: string) {
      const { account, result: token } = await core.accounts.register(
        { username, password: PASSWORD, origin: ORIGIN },
        (unit, created) => core.sessions.open(unit, created, ORIGIN),
      );
      return { id: account.id, username, token };
    },

    /** One more session of the account. @returns its token */
    async logIn(username: string): Promise<string> {
      const { result: token } = await core.accounts.logIn(
        { username, password: PASSWORD, origin: ORIGIN },
        (unit, account) => core.sessions.open(unit, account, ORIGIN),
      );
      return token;
    },

    close: () => closing.disposeAsync(),
  };
}
