/** Randomness as a capability, so tests can fix it. */

export interface Random {
  /** `count` cryptographically strong random bytes, 0 to 65,536. */
  bytes(count: number): Uint8Array<ArrayBuffer>;
  /** A version 4 UUID in lower case (RFC 9562). */
  uuid(): string;
}

/** The operating system's generator, by Web Crypto. */
export const systemRandom: Random = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  uuid: () => crypto.randomUUID(),
};
