/**
 * What WoW servers keep: SRP6 over SHA-1 with a 256-bit prime, whose identity and password are upper-cased in a-z alone.
 * AzerothCore `SRP6::CalculateVerifier`; cMaNGOS `SRP6::CalculateVerifier`.
 */
import { createHash } from "node:crypto";
import type { Sha1WowHash, WowVerifier } from "./credential.ts";
import { isEqualConstantTime } from "../constant_time.ts";
import { modPow } from "../mod_pow.ts";

const N = 0x894B645E89E1535BBDAD5B8B290650530801B18EBFBF5E8FAB3C82872A3E9BB7n;
const G = 7n;

/** a-z only: other letters were never folded by those servers. */
function upperCaseAscii(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

export function verifyWow({ kind, identity, salt, verifier }: WowVerifier, password: string): boolean {
  // As numbers, leading zero bytes are lost, and the hash is over what is left of the salt.
  const saltBytes = kind === "srp6-wow" ? Uint8Array.fromHex(salt) : littleEndian(numberOf(salt));
  const x = sha1(saltBytes, credentialsHash(identity, password));
  const computed = modPow(G, fromLittleEndian(x), N);
  const stored = kind === "srp6-wow" ? fromLittleEndian(Uint8Array.fromHex(verifier)) : numberOf(verifier);
  return isEqualConstantTime(littleEndian(computed, 32), littleEndian(stored, 32));
}

export function verifySha1Wow({ identity, hash }: Sha1WowHash, password: string): boolean {
  return isEqualConstantTime(credentialsHash(identity, password), Uint8Array.fromHex(hash));
}

/** SHA-1 of `NAME:PASSWORD`. */
function credentialsHash(identity: string, password: string): Uint8Array {
  return sha1(new TextEncoder().encode(`${upperCaseAscii(identity)}:${upperCaseAscii(password)}`));
}

function sha1(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

function numberOf(hex: string): bigint {
  return BigInt(`0x${hex}`);
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return numberOf(bytes.toReversed().toHex());
}

/** @param lengthBytes at least; without it as few as the number needs */
function littleEndian(number: bigint, lengthBytes = 1): Uint8Array {
  const hex = number.toString(16);
  const digits = Math.max(lengthBytes * 2, hex.length + hex.length % 2);
  return Uint8Array.fromHex(hex.padStart(digits, "0")).reverse();
}
