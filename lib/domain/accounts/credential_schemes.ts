/**
 * Secrets beside bcrypt that game modules derive from the password, such as an SRP6 verifier. They are weaker than
 * bcrypt against somebody who has the table, so they are encrypted at rest.
 */
import type { Patience } from "../../platform/crypto/password_hasher.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { FOREIGN_SCHEME, type ProveForeign } from "./foreign_secrets.ts";
import { emailKey } from "./rules.ts";

/**
 * Derives and checks a secret of its own whenever a plaintext password is seen: at registration, at a change of password
 * or e-mail, and at a login that lacks it. The core encrypts it at rest, and asks for it only while one of the module's
 * ports is open.
 */
export interface CredentialScheme {
  /** For example `srp6-wildstar`; 1 to 64 letters, digits, spaces and `_ . : -`. Unique in the server. */
  readonly name: string;
  /** Which login the secret is bound to; an account without it has no such secret. */
  readonly needs: "username" | "email";
  /**
   * Makes the secret, of at most 65,536 bytes; `login` is the username or e-mail in lower case, `password` after NFC. What
   * it throws, or 2 s without an end, refuses the registration, change or login, as with a hook; `verify` likewise.
   */
  derive(input: { login: string; password: string }): Promise<Uint8Array>;
  /**
   * Whether `stored` was derived of this password. With `isAsTyped` the login is hashed to the letter: so another server
   * kept it, from where an import brought it.
   */
  verify(input: { login: string; password: string; stored: Uint8Array; isAsTyped?: boolean }): Promise<boolean>;
}

/** What the secrets of an account hang on. */
interface SchemeLogins {
  readonly username: string;
  readonly email: string | null;
}

export interface DerivedSecret {
  readonly scheme: string;
  /** Null: the account no longer has what the scheme needs. */
  readonly secret: Uint8Array | null;
}

export interface CredentialSchemes {
  /** Derives every scheme's secret. Costs time: done before a transaction opens. @param password already in NFC */
  derive(logins: SchemeLogins, password: string, only?: readonly string[]): Promise<DerivedSecret[]>;
  /** Writes what `derive` gave, in the transaction that changes the password or the e-mail. */
  store(db: Queryable, accountId: number, secrets: readonly DerivedSecret[]): Promise<void>;
  /** Takes away what the doors of some games must not have of the password: see `withheld`. */
  removeWithheld(db: Queryable, accountId: number): Promise<void>;
  /** Takes every secret away, in the transaction that takes the password away. */
  removeAll(db: Queryable, accountId: number): Promise<void>;
  /** Ends the secrets that hang on the username or the e-mail; the next login by password derives them anew. */
  forget(db: Queryable, accountId: number, needs: CredentialScheme["needs"]): Promise<void>;
  /** The schemes that the account could have and has not. */
  missing(db: Queryable, accountId: number, logins: SchemeLogins): Promise<string[]>;
  /** The stored secret in the clear, or null, which costs the same: the time does not tell who has an account. */
  read(db: Queryable, accountId: number, scheme: string): Promise<Uint8Array | null>;
  /** Takes away what another system kept of the password, in the transaction that writes our own hash of it. */
  removeForeign(db: Queryable, accountId: number): Promise<void>;
  /**
   * True if a stored secret of any scheme proves the password. For accounts that have no bcrypt hash, and at the cost of
   * comparing with one.
   */
  proves(
    db: Queryable,
    accountId: number,
    logins: SchemeLogins,
    password: string,
    patience?: Patience,
  ): Promise<boolean>;
}

const DECOY = "account_secrets:nobody";
/** About as many as a secret has. */
const DECOY_BYTES = 144;

/** @param schemes asked at each call, as modules register theirs after this is made */
export function createCredentialSchemes(
  parts: {
    readonly schemes: () => readonly CredentialScheme[];
    readonly box: SecretBox;
    readonly proveForeign: ProveForeign;
    /** The schemes that get no secret of this account's password: their game's doors do not take it. */
    readonly withheld: (db: Queryable, accountId: number) => Promise<ReadonlySet<string>>;
  },
): CredentialSchemes {
  const { schemes, box, proveForeign, withheld } = parts;
  /** Opened in place of a secret that is not there. */
  let decoy: Promise<Uint8Array> | null = null;
  const context = (accountId: number, scheme: string) => `account_secrets:${accountId}:${scheme}`;
  const loginFor = (scheme: CredentialScheme, logins: SchemeLogins) => {
    if (scheme.needs === "username") return logins.username;
    return logins.email === null ? null : emailKey(logins.email);
  };
  const read: CredentialSchemes["read"] = async (db, accountId, scheme) => {
    const row = await db.selectFrom("account_secrets").select("secret")
      .where("account_id", "=", accountId).where("scheme", "=", scheme).executeTakeFirst();
    if (row !== undefined) return await box.open(row.secret, context(accountId, scheme));
    decoy ??= box.seal(new Uint8Array(DECOY_BYTES), DECOY);
    await box.open(await decoy, DECOY);
    return null;
  };

  return {
    read,
    async derive(logins, password, only) {
      const chosen = schemes().filter((scheme) => only === undefined || only.includes(scheme.name));
      return await Promise.all(chosen.map(async (scheme) => {
        const login = loginFor(scheme, logins);
        return { scheme: scheme.name, secret: login === null ? null : await scheme.derive({ login, password }) };
      }));
    },
    async store(db, accountId, secrets) {
      const without = secrets.length === 0 ? new Set() : await withheld(db, accountId);
      for (const { scheme, secret } of secrets) {
        await db.deleteFrom("account_secrets").where("account_id", "=", accountId).where("scheme", "=", scheme)
          .execute();
        if (secret === null || without.has(scheme)) continue;
        const sealed = await box.seal(secret, context(accountId, scheme));
        await db.insertInto("account_secrets").values({ account_id: accountId, scheme, secret: sealed }).execute();
      }
    },
    async removeWithheld(db, accountId) {
      const names = [...await withheld(db, accountId)];
      if (names.length === 0) return;
      await db.deleteFrom("account_secrets").where("account_id", "=", accountId).where("scheme", "in", names).execute();
    },
    async removeAll(db, accountId) {
      await db.deleteFrom("account_secrets").where("account_id", "=", accountId).execute();
    },
    async forget(db, accountId, needs) {
      const names = schemes().filter((scheme) => scheme.needs === needs).map(({ name }) => name);
      if (names.length === 0) return;
      await db.deleteFrom("account_secrets").where("account_id", "=", accountId).where("scheme", "in", names).execute();
    },
    async removeForeign(db, accountId) {
      await db.deleteFrom("account_secrets").where("account_id", "=", accountId).where("scheme", "=", FOREIGN_SCHEME)
        .execute();
    },
    async missing(db, accountId, logins) {
      const possible = schemes().filter((scheme) => loginFor(scheme, logins) !== null);
      if (possible.length === 0) return [];
      const rows = await db.selectFrom("account_secrets").select("scheme").where("account_id", "=", accountId)
        .execute();
      const missing = possible.map((scheme) => scheme.name).filter((name) => !rows.some((row) => row.scheme === name));
      if (missing.length === 0) return [];
      const without = await withheld(db, accountId);
      return missing.filter((name) => !without.has(name));
    },
    async proves(db, accountId, logins, password, patience) {
      const foreign = proveForeign(await read(db, accountId, FOREIGN_SCHEME), password, patience);
      const own = async () => {
        for (const scheme of schemes()) {
          const login = loginFor(scheme, logins);
          const stored = login === null ? null : await read(db, accountId, scheme.name);
          if (login !== null && stored !== null && await scheme.verify({ login, password, stored })) return true;
        }
        return false;
      };
      const proofs = await Promise.all([own(), foreign]);
      return proofs.includes(true);
    },
  };
}
