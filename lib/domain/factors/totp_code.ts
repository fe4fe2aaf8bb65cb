/** Codes of an authenticator app: TOTP with SHA-1, 6 digits and 30 seconds (RFC 6238). */
import { Secret, TOTP } from "otpauth";
import type { Random } from "../../platform/random.ts";

/** The size of the hash, as RFC 4226, 4 (R6) recommends. */
const TOTP_SECRET_BYTES = 20;
const SHAPE = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Steps before and after that hold as well, for clocks that differ (RFC 6238, 5.2). */
const WINDOW_STEPS = 1;
/** Ten minutes: how far off a clock may be and be told so. Of wrong codes four in a hundred thousand fit by chance. */
const NEAR_STEPS = 20;

export function createTotpSecret(random: Random): Uint8Array<ArrayBuffer> {
  return random.bytes(TOTP_SECRET_BYTES);
}

/**
 * The step that the code belongs to, of those that hold now; null for a wrong code.
 * @param code as typed: spaces do not count
 */
export function stepOfCode(secret: Uint8Array, code: string, now: Date): number | null {
  const delta = deltaOf(secret, code, now, WINDOW_STEPS);
  return delta === null ? null : TOTP.counter({ period: SHAPE.period, timestamp: now.getTime() }) + delta;
}

/** By how many steps the clock that a wrong code comes from is ahead, or behind (negative); null where it is of none near. */
export function stepsOff(secret: Uint8Array, code: string, now: Date): number | null {
  return deltaOf(secret, code, now, NEAR_STEPS);
}

function deltaOf(secret: Uint8Array, code: string, now: Date, window: number): number | null {
  const token = code.replaceAll(/\s/g, "");
  if (!/^[0-9]{6}$/.test(token)) return null;
  return TOTP.validate({ token, secret: toSecret(secret), timestamp: now.getTime(), window, ...SHAPE });
}

export interface TotpSetup {
  /** Base32 without padding, to be typed. */
  readonly secret: string;
  /** `otpauth://totp/…`, to be shown as a QR code. */
  readonly uri: string;
}

/** What an authenticator app is given. @param place what the app calls the account's home */
export function describeTotp(secret: Uint8Array, place: string, username: string): TotpSetup {
  const totp = new TOTP({ issuer: place, label: username, secret: toSecret(secret), ...SHAPE });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

function toSecret(bytes: Uint8Array): Secret {
  return new Secret({ buffer: bytes.slice().buffer });
}
