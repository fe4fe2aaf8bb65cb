/** Secrets that a module derives of passwords. */

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
