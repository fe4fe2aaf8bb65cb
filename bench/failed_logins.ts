/** What a wrong password costs by the kind of the stored one: the time must not tell who came from where. */
import process from "node:process";
import { systemClock } from "../lib/platform/clock.ts";
import { createBcryptPool } from "../lib/platform/crypto/bcrypt_pool.ts";
import type { ForeignCredential } from "../lib/platform/crypto/foreign/credential.ts";
import { createPasswordHasher } from "../lib/platform/crypto/password_hasher.ts";
import { systemRandom } from "../lib/platform/random.ts";

export const name = "imports: a failed login by the kind of its password";

const ROUNDS = Number(Deno.env.get("LOGIN_ROUNDS") ?? 15);
const HASH = "$abcdefghijklmnopqrstuuwq6X2lwQBCAcL4H0hJoauQRRVXJtXL2";
const HEX_32 = "5f".repeat(32);

const FOREIGN: Readonly<Record<string, ForeignCredential>> = {
  plain: { kind: "plain", hash: "correct horse" },
  md5: { kind: "md5", hash: HEX_32.slice(32) },
  "sha256-authme": { kind: "sha256-authme", salt: "f2c4a1b09d8e7f60", hash: HEX_32 },
  "phpass 2^11": { kind: "phpass", hash: "$H$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0" },
  "srp6-wow": { kind: "srp6-wow", identity: "THRALL", salt: HEX_32, verifier: HEX_32 },
  "pbkdf2-sha256 100,000": { kind: "pbkdf2-sha256", rounds: 100_000, salt: "salt", hash: HEX_32 },
  "fbscrypt 2^14": {
    kind: "fbscrypt",
    memCost: 14,
    rounds: 8,
    salt: "c2FsdA==",
    saltSeparator: "Bw==",
    signerKey: "jxsp",
    hash: "jxsp",
  },
  "wp-bcrypt 10": { kind: "wp-bcrypt", hash: `$2y$10${HASH}` },
  "django-bcrypt-sha256 12": { kind: "django-bcrypt-sha256", hash: `$2b$12${HASH}` },
  "bcrypt-pepper 11": { kind: "bcrypt-pepper", hash: `$2a$11${HASH}`, pepper: "pepper" },
};

export async function run(): Promise<void> {
  const bcrypt = createBcryptPool({
    threads: 1,
    queueMax: 10,
    waitMaxMs: 60_000,
    runMaxMs: 60_000,
    clock: systemClock,
  });
  const hasher = createPasswordHasher({ bcrypt, cost: 12, random: systemRandom });
  const kinds: Record<string, () => Promise<boolean>> = {
    "bcrypt 12": () => hasher.verify("wrong horse", `$2b$12${HASH}`),
    nobody: () => hasher.verifyNothing("wrong horse"),
  };
  for (const cost of ["04", "10", "11"]) {
    kinds[`bcrypt ${cost}`] = () => hasher.verify("wrong horse", `$2b$${cost}${HASH}`);
  }
  for (const [kind, credential] of Object.entries(FOREIGN)) {
    kinds[kind] = () => hasher.verifyForeign("wrong horse", credential);
  }
  try {
    for (const logIn of Object.values(kinds)) await logIn(); // compiled
    const took = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
    // In turns, so that whatever else runs on the machine meets all alike.
    for (let round = 0; round < ROUNDS; round++) {
      for (const [kind, logIn] of Object.entries(kinds)) took.get(kind)!.push(await processorMs(logIn));
    }
    const base = median(took.get("bcrypt 12")!);
    for (const [kind, times] of took) {
      console.log(
        `  ${kind}: ${median(times).toFixed(0)} ms of processor time, ${
          (median(times) / base).toFixed(3)
        } of bcrypt 12`,
      );
    }
  } finally {
    hasher.close();
  }
}

async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
