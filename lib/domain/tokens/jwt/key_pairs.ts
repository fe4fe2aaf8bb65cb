/**
 * Ed25519 key pairs that all instances share: made once, kept in the database with the private part sealed. One signs;
 * the retired ones verify until the last of their tokens has expired.
 */
import type { JWK } from "jose";
import type { SecretBox } from "../../../platform/crypto/secret_box.ts";
import { listen } from "../../../platform/database/listening.ts";
import type { Kernel } from "../../../platform/kernel/kernel.ts";
import { importPublicJwk, keyPairOf, SEED_BYTES } from "./ed25519.ts";
import { findCurrentKeyId, listKeyPairs, succeed } from "./key_pair_repository.ts";
import type { CurrentKey, SigningKeys } from "./signing_keys.ts";

interface KeyPairsParts extends Pick<Kernel, "database" | "clock" | "random" | "log"> {
  readonly box: SecretBox;
  /** The longest that a token signed with one of the keys lives. */
  readonly tokenLifetimeSecondsMax: number;
}

export interface KeyPairs extends SigningKeys {
  /** A new key signs from now on, on every instance within a second. Of several at once one has an effect. */
  rotate(): Promise<void>;
  close(): void;
}

/** Tokens name unknown keys at no cost to their makers, so the database is asked for one no more often than this. */
const LOOKUP_PAUSE_MS = 1_000;
/** An instance that has not heard of a rotation may sign with the retired key for this long. */
const RETIREMENT_SLACK_MS = 60_000;

/** Another instance may make the first key, or the next, at the same moment. */
const READ_ATTEMPTS_MAX = 5;

interface KnownKey {
  readonly key: CryptoKey;
  readonly jwk: JWK;
  readonly expiresAtMs: number;
}

interface KeySet {
  readonly current: CurrentKey & { readonly keyId: string };
  readonly known: ReadonlyMap<string, KnownKey>;
}

/**
 * Reads the keys, and makes the first one where there is none.
 * @throws {AppError} `unavailable`; {SecretBoxError} when the current key was sealed under another master key
 */
export async function openKeyPairs(parts: KeyPairsParts): Promise<KeyPairs> {
  const { database, box, clock, log } = parts;

  const read = async (attempts = READ_ATTEMPTS_MAX): Promise<KeySet> => {
    const currentId = await findCurrentKeyId(database.read);
    const rows = await listKeyPairs(database.read);
    const row = rows.find(({ id }) => id === currentId);
    if (row === undefined) {
      if (attempts === 1) throw new Error("Could not read the signing keys: the current one is missing");
      await makeNext(parts, currentId);
      return await read(attempts - 1);
    }
    const { keyId, privateKey } = await keyPairOf(await box.open(row.private_key, sealedAs(row.id)));
    const known = new Map<string, KnownKey>();
    for (const { id, public_jwk, expires_at } of rows) {
      const jwk: JWK = JSON.parse(public_jwk);
      known.set(id, { jwk, key: await importPublicJwk(jwk), expiresAtMs: expires_at ?? Infinity });
    }
    return { current: { keyId, key: privateKey }, known };
  };

  let keys = await read();
  let reading: Promise<void> = Promise.resolve();
  let lookedUpAtMs = -Infinity;

  /** One read behind the other, so that an older answer never replaces a newer one. */
  const reload = (): Promise<void> => {
    reading = reading.catch(() => {}).then(async () => {
      keys = await read();
    });
    return reading;
  };
  const reloadOrKeep = () => {
    reload().catch((error) => log.warn("Could not reload the signing keys; the known ones stay", { error }));
  };
  const stopListening = listen({
    events: database.events,
    on: (event) => event.type === "signing_keys_changed" && reloadOrKeep(),
    onGap: reloadOrKeep,
  });

  const isLive = ({ expiresAtMs }: KnownKey) => expiresAtMs > clock.now().getTime();
  const findLive = (keyId: string): CryptoKey | null => {
    const known = keys.known.get(keyId);
    return known !== undefined && isLive(known) ? known.key : null;
  };

  return {
    algorithm: "EdDSA",
    current: () => keys.current,
    async find(keyId) {
      if (keyId === undefined) return null;
      if (keys.known.has(keyId)) return findLive(keyId);
      if (clock.monotonicMs() - lookedUpAtMs >= LOOKUP_PAUSE_MS) {
        lookedUpAtMs = clock.monotonicMs();
        await reload();
      } else {
        await reading; // it may be on its way
      }
      return findLive(keyId);
    },
    published: () => [...keys.known.values()].filter(isLive).map(({ jwk }) => jwk),
    async rotate() {
      await makeNext(parts, keys.current.keyId);
      await reload();
    },
    close: stopListening,
  };
}

async function makeNext(parts: KeyPairsParts, from: string | null): Promise<void> {
  const { database, box, clock, random, tokenLifetimeSecondsMax } = parts;
  const seed = random.bytes(SEED_BYTES);
  const { keyId, publicJwk } = await keyPairOf(seed);
  const now = clock.now();
  await succeed(database, {
    from,
    to: { keyId, publicJwk: JSON.stringify(publicJwk), sealedSeed: await box.seal(seed, sealedAs(keyId)) },
    now,
    expiresAt: new Date(now.getTime() + tokenLifetimeSecondsMax * 1_000 + RETIREMENT_SLACK_MS),
  });
}

function sealedAs(keyId: string): string {
  return `signing_keys:${keyId}:private_key`;
}
