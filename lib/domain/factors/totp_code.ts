/** Codes of an authenticator app: TOTP with SHA-1, 6 digits and 30 seconds (RFC 6238). */
import { Secret, TOTP } from "otpauth";
import type { Random } from "../../platform/random.ts";

/** The size of the hash, as RFC 4226, 4 (R6) recommends. */
const TOTP_SECRET_BYTES = 20;
const SHAPE = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Steps before and after that hold as well, for clocks that differ (RFC 6238, 5.2). */
const WINDOW_STEPS = 1;

export function createTotpSecret(random: Random): Uint8Array<ArrayBuffer> {
  return random.bytes(TOTP_SECRET_BYTES);
}

/**
 * The step that the code belongs to, of those that hold now; null for a wrong code.
 * @param code as typed: spaces do not count
 */
export function stepOfCode(secret: Uint8Array, code: string, now: Date): number | null {
  const token = code.replaceAll(/\s/g, "");
  if (!/^[0-9]{6}$/.test(token)) return null;
  const timestamp = now.getTime();
  const delta = TOTP.validate({ token, secret: toSecret(secret), timestamp, window: WINDOW_STEPS, ...SHAPE });
  return delta === null ? null : TOTP.counter({ period: SHAPE.period, timestamp }) + delta;
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
