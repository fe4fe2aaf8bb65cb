/** What OpenSSL takes for one modular exponentiation: base, exponent and modulus of 1024 bits. */
import { createDiffieHellman } from "node:crypto";
import { cpuSeconds } from "./cpu_time.ts";

interface Exponentiation {
  readonly seconds: number;
  readonly by: string;
}

/**
 * By the program `openssl`, in processor time: signing with 2048-bit RSA is two of them, as the primes have 1024 bits
 * each (RFC 8017, section 5.1.2). Where it is not installed, by `node:crypto`, which in Deno is not OpenSSL.
 */
export function measureExponentiation(modulus: Uint8Array): Exponentiation {
  try {
    const { stdout } = new Deno.Command("openssl", {
      args: ["speed", "-seconds", "2", "-mr", "rsa2048"],
      stderr: "null",
    }).outputSync();
    const signaturesASecond = Number(/^\+F2:\d+:2048:([0-9.]+):/m.exec(new TextDecoder().decode(stdout))?.[1]);
    if (signaturesASecond > 0) return { seconds: 1 / signaturesASecond / 2, by: "OpenSSL" };
  } catch {
    // It is not installed.
  }
  return { seconds: measureNodeCrypto(modulus), by: "node:crypto" };
}

const REPEATS = 200;

function measureNodeCrypto(modulus: Uint8Array): number {
  const group = createDiffieHellman(modulus, 2);
  group.setPrivateKey(new Uint8Array(modulus.length).fill(0x6b));
  const other = createDiffieHellman(modulus, 2).generateKeys();
  return cpuSeconds(() => group.computeSecret(other), REPEATS);
}
