/** The test clients against the protocol's vectors: what they expect of the server is not the server's own idea. */
import { expect } from "expect";
import cryptVectors from "../../vectors/packet_crypt.json" with { type: "json" };
import srp6Vectors from "../../vectors/srp6.json" with { type: "json" };
import transcript from "../../vectors/sts_transcript.json" with { type: "json" };
import authVectors from "../../vectors/wildstar_auth.json" with { type: "json" };
import { decrypt, encrypt } from "./packet_cipher.ts";
import { answerChallenge, publicKey } from "./srp6_client.ts";
import { SERVER_HELLO } from "./frames.ts";
import { StreamCipher } from "./stream_cipher.ts";
import { tokenBytes } from "./sts_client.ts";
import { toBytes, toBytesOf, toNumber } from "./numbers.ts";

const hex = (text: string) => Uint8Array.fromHex(text);

Deno.test("the test client's SRP6 gives A, K, M1 and M2 of every vector", () => {
  for (const vector of srp6Vectors.cases) {
    const { identity: email, password } = vector;
    const challenge = { salt: hex(vector.salt), B: hex(vector.B) };
    const { K, M1, M2 } = answerChallenge({ email, password }, hex(vector.a), challenge);
    expect(toBytes(publicKey(hex(vector.a))).toHex()).toBe(vector.A);
    expect([K, M1, M2].map((bytes) => bytes.toHex())).toEqual([
      vector.K,
      toBytesOf(32, toNumber(hex(vector.M1))).toHex(),
      vector.M2,
    ]);
  }
});

Deno.test("the test client's packet cipher gives every vector of Auth's key", () => {
  for (const { plain, cipher, key } of cryptVectors.cases) {
    const number = BigInt(`0x${key}`);
    expect(encrypt(hex(plain), number).toHex()).toBe(cipher);
    expect(decrypt(hex(cipher), number).toHex()).toBe(plain);
  }
  expect(encrypt(hex(cryptVectors.cases[1]!.plain)).toHex()).toBe(cryptVectors.cases[1]!.cipher);
});

Deno.test("the test client's RC4 reads the transcript behind KeyData", () => {
  const key = hex(transcript.derived.K);
  for (const side of ["client", "server"]) {
    const cipher = new StreamCipher(key);
    const behind = transcript.exchange.filter(({ from, text, bytes }) =>
      from === side && bytes !== new TextEncoder().encode(text).toHex()
    );
    expect(behind.length).toBeGreaterThan(2);
    for (const { bytes, text } of behind) expect(new TextDecoder().decode(cipher.next(hex(bytes)))).toBe(text);
  }
});

Deno.test("the test client knows ServerHello and the order of a GUID's bytes", () => {
  expect(authVectors.server_hello.frame).toBe(`350000000300${SERVER_HELLO.payload}`);
  expect(tokenBytes(transcript.given.game_token).toHex()).toBe(transcript.given.game_token_bytes);
});
