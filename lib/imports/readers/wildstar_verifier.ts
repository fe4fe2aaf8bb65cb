/**
 * WildStar's SRP6 secrets as its servers keep them: hexadecimal, little-endian, the salt of 16 bytes, the verifier of
 * .NET's signed number (a `00` sign byte at its end) or of as few bytes as it needs.
 */
import { SRP6_PRIME as N } from "../../games/wildstar/crypto/srp6_steps.ts";
import { type ForeignPassword, RowError } from "./reader.ts";

const SALT_BYTES = 16;
const VERIFIER_BYTES = 128;

/** @throws {RowError} when it is no hexadecimal, zero, too long, or not below N */
export function readWildstarVerifier(identity: string, saltHex: string, verifierHex: string): ForeignPassword {
  const salt = fromHex(saltHex, "salt");
  const verifier = fromHex(verifierHex, "verifier");
  if (salt.length > SALT_BYTES) throw new RowError(`the salt has more than ${SALT_BYTES} bytes`);
  let length = verifier.length;
  while (length > 0 && verifier[length - 1] === 0) length--;
  if (length === 0) throw new RowError("the verifier is zero");
  if (length > VERIFIER_BYTES) throw new RowError(`the verifier has more than ${VERIFIER_BYTES} bytes`);
  const number = BigInt(`0x${verifier.slice(0, length).reverse().toHex()}`);
  if (number >= N) throw new RowError("the verifier is not below N");
  return {
    kind: "wildstar",
    identity,
    salt: padded(salt, SALT_BYTES),
    verifier: padded(verifier.subarray(0, length), VERIFIER_BYTES),
  };
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  result.set(bytes);
  return result;
}

function fromHex(text: string, what: string): Uint8Array {
  if (text === "" || text.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(text)) {
    throw new RowError(`the ${what} is not hexadecimal`);
  }
  return Uint8Array.fromHex(text);
}
