import { expect } from "expect";
import {
  createChallenge,
  createDecoyVerifier,
  createVerifier,
  isDegenerateKey,
} from "../../../../lib/games/wildstar/crypto/srp6.ts";
import { fixedBytes, fromLittleEndian, minimalBytes } from "../../../../lib/games/wildstar/crypto/srp6_hash.ts";
import {
  clientProof,
  interleavedKey,
  SRP6_MULTIPLIER,
  SRP6_PRIME,
} from "../../../../lib/games/wildstar/crypto/srp6_steps.ts";
import vectors from "../../../vectors/srp6.json" with { type: "json" };
import { createSrp6Client } from "./srp6_client.ts";

const bytes = (hex: string) => Uint8Array.fromHex(hex);
const hex = (value: bigint) => minimalBytes(value).toHex();

const ordinary = vectors.cases[0]!;
const answerOf = (vector: typeof ordinary) => ({
  clientPublicKey: bytes(vector.A),
  clientProof: bytes(vector.M1),
  identities: [vector.identity],
});
const challengeOf = (vector: typeof ordinary) =>
  createChallenge({ salt: bytes(vector.salt), verifier: bytes(vector.verifier) }, bytes(vector.b));

Deno.test("the group and its multiplier are the document's", () => {
  expect(hex(SRP6_PRIME)).toBe(vectors.N);
  expect(hex(SRP6_MULTIPLIER)).toBe(vectors.k);
});

for (const vector of vectors.cases) {
  Deno.test(`vector: ${vector.name}`, () => {
    const verifier = createVerifier({ ...vector, salt: bytes(vector.salt) });
    expect(verifier.toHex()).toBe(vector.verifier);

    const challenge = challengeOf(vector);
    expect(challenge.publicKey.toHex()).toBe(vector.B);
    const proof = challenge.verify(answerOf(vector));
    expect(proof?.sessionKey.toHex()).toBe(vector.K);
    expect(proof?.serverProof.toHex()).toBe(vector.M2);

    const client = createSrp6Client(vector, bytes(vector.a));
    expect(client.publicKey.toHex()).toBe(vector.A);
    const answer = client.answer(challenge);
    expect(hex(answer.scramble)).toBe(vector.u);
    expect(hex(answer.secret)).toBe(vector.S);
    expect(answer.sessionKey.toHex()).toBe(vector.K);
    expect(answer.proof.toHex()).toBe(vector.M1);
    expect(answer.serverProof.toHex()).toBe(vector.M2);
  });
}

Deno.test("a proof may come without its high zero bytes, or with them", () => {
  const vector = vectors.cases.find(({ M1 }) => M1.endsWith("00"))!;
  const full = answerOf(vector);
  const minimal = { ...full, clientProof: full.clientProof.subarray(0, 31) };
  expect(challengeOf(vector).verify(minimal)?.serverProof.toHex()).toBe(vector.M2);
  expect(challengeOf(vector).verify(full)?.serverProof.toHex()).toBe(vector.M2);
});

Deno.test("one wrong bit in the proof, the key or the password is refused", () => {
  const challenge = challengeOf(ordinary);
  const right = answerOf(ordinary);
  for (let i = 0; i < 32; i++) {
    const clientProof = right.clientProof.slice();
    clientProof[i]! ^= 1;
    expect(challenge.verify({ ...right, clientProof })).toBe(null);
  }
  const clientPublicKey = right.clientPublicKey.slice();
  clientPublicKey[0]! ^= 1;
  expect(challenge.verify({ ...right, clientPublicKey })).toBe(null);
  const wrong = createSrp6Client({ ...ordinary, password: "wrong" }, bytes(ordinary.a)).answer(challenge);
  expect(challenge.verify({ ...right, clientProof: wrong.proof })).toBe(null);
});

Deno.test("the proof holds under the name as typed or in lower case, and under no other", () => {
  const challenge = challengeOf(ordinary);
  const client = createSrp6Client(ordinary, bytes(ordinary.a));
  const identities = ["Player@Example.com", "player@example.com"];
  for (const typed of identities) {
    const answer = client.answer(challenge, typed);
    const proof = challenge.verify({ clientPublicKey: client.publicKey, clientProof: answer.proof, identities });
    expect(proof?.serverProof.toHex()).toBe(answer.serverProof.toHex());
  }
  const other = client.answer(challenge, "PLAYER@EXAMPLE.COM");
  expect(challenge.verify({ clientPublicKey: client.publicKey, clientProof: other.proof, identities })).toBe(null);
});

Deno.test("A of 0 or N is refused, even with the proof that S = 0 would make", () => {
  const challenge = challengeOf(ordinary);
  for (const key of [0n, SRP6_PRIME]) {
    expect(isDegenerateKey(minimalBytes(key))).toBe(true);
    // With a = "log of 0" every password gives S = 0: the client that knows nothing can make this proof.
    const forged = forgeProofForZero(key, challenge.publicKey);
    const answer = { clientPublicKey: minimalBytes(key), clientProof: forged, identities: [ordinary.identity] };
    expect(challenge.verify(answer)).toBe(null);
  }
  expect(isDegenerateKey(bytes(ordinary.A))).toBe(false);
});

Deno.test("keys of 1 and N - 1 are answered like any wrong password", () => {
  for (const key of [1n, SRP6_PRIME - 1n]) {
    const answer = { ...answerOf(ordinary), clientPublicKey: minimalBytes(key) };
    expect(challengeOf(ordinary).verify(answer)).toBe(null);
  }
});

Deno.test("keys and proofs that are too long are refused", () => {
  const right = answerOf(ordinary);
  const challenge = challengeOf(ordinary);
  const padded = (value: Uint8Array, count: number) => Uint8Array.from({ length: count }, (_, i) => value[i] ?? 0);
  expect(challenge.verify({ ...right, clientPublicKey: padded(right.clientPublicKey, 129) })).toBe(null);
  expect(challenge.verify({ ...right, clientProof: padded(right.clientProof, 33) })).toBe(null);
});

Deno.test("a decoy verifier is a number of the group in 128 bytes", () => {
  const decoy = createDecoyVerifier(new Uint8Array(128).fill(0xff));
  expect(decoy.length).toBe(128);
  expect(fromLittleEndian(decoy)).toBe((2n ** 1024n - 1n) % SRP6_PRIME);
});

function forgeProofForZero(clientPublicKey: bigint, serverPublicKey: Uint8Array): Uint8Array {
  return fixedBytes(
    clientProof({
      identity: ordinary.identity,
      salt: bytes(ordinary.salt),
      clientPublicKey,
      serverPublicKey: fromLittleEndian(serverPublicKey),
      sessionKey: interleavedKey(0n),
    }),
    32,
  );
}
