/** What the services are given from without: keys, game modules, a hasher. */
import type { NativeGame } from "../../domain/access/native_games.ts";
import type { CredentialScheme } from "../../domain/accounts/credential_schemes.ts";
import type { GameCatalog } from "../../domain/characters/games.ts";
import type { MailTransport } from "../../domain/mail/transport.ts";
import type { KeyPairs } from "../../domain/tokens/jwt/key_pairs.ts";
import type { ModuleHooks } from "../../modules/host/character_hooks.ts";
import type { SessionKeyKind } from "../../modules/host/registry.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import type { Keys } from "./keys.ts";

export interface DomainKeys extends Pick<Keys, "box" | "deriveKey" | "signer" | "characterTokenText"> {
  readonly keyPairs: Pick<KeyPairs, "rotate">;
}

/** What the games are, and what they hook in: asked at each use, as the modules are initialized after this. */
export interface DomainHost {
  readonly games: GameCatalog;
  /** All but what a socket tells of. */
  readonly hooks: Omit<ModuleHooks, "entered" | "left">;
  schemes(): readonly CredentialScheme[];
  allSchemes(): readonly CredentialScheme[];
  nativeGames(): readonly NativeGame[];
  sessionKeys(): readonly SessionKeyKind[];
}

export interface DomainParts {
  readonly hasher: PasswordHasher;
  readonly keys: DomainKeys;
  readonly host: DomainHost;
  /** In place of SMTP: tests read what would go out. */
  readonly mailTransport?: MailTransport;
  /** What is to be closed again goes here as it is made. */
  readonly closing: AsyncDisposableStack;
}
