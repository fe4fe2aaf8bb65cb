import { expect } from "expect";
import { exportSPKI, SignJWT, UnsecuredJWT } from "jose";
import { systemRandom } from "../../../../lib/platform/random.ts";
import { type KeyPair, keyPairOf } from "../../../../lib/domain/tokens/jwt/ed25519.ts";
import { signCompact } from "../../../../lib/domain/tokens/jwt/compact_jws.ts";
import { createSharedSecretKeys } from "../../../../lib/domain/tokens/jwt/shared_secret.ts";
import { createTokenSigner } from "../../../../lib/domain/tokens/jwt/signer.ts";
import type { SigningKeys } from "../../../../lib/domain/tokens/jwt/signing_keys.ts";
import { codeOf } from "../../../support/code_of.ts";
import { createTestClock } from "../../../support/test_clock.ts";

const SECRET = "a secret of thirty-two bytes, at least";
const CLAIMS = { sub: "42", username: "Ada", sid: "session", jti: "token" };
const ISSUED_AT = Date.parse("2026-01-01T00:00:00Z") / 1_000;
const pair = await keyPairOf(systemRandom.bytes(32));

function keysOf({ keyId, privateKey, publicKey, publicJwk }: KeyPair): SigningKeys {
  return {
    algorithm: "EdDSA",
    current: () => ({ keyId, key: privateKey }),
    find: (asked) => Promise.resolve(asked === keyId ? publicKey : null),
    published: () => [publicJwk],
  };
}

const BOTH: readonly [string, SigningKeys][] = [
  ["HS256", await createSharedSecretKeys(SECRET)],
  ["EdDSA", keysOf(pair)],
];

function signerOf(keys: SigningKeys, { issuer = "gatehouse", audience = "gatehouse" } = {}) {
  const clock = createTestClock();
  return { clock, signer: createTokenSigner({ keys, issuer, audience, clock }) };
}

const part = (token: string, index: number) =>
  JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(token.split(".")[index]!, { alphabet: "base64url" })));
const encode = (value: unknown) =>
  new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url", omitPadding: true });

/** A token signed by the real key, with whatever header and claims the test likes. */
function forge(keys: SigningKeys, header: object, claims: Record<string, unknown> = {}): Promise<string> {
  const { keyId, key } = keys.current();
  const kid = keyId === null ? {} : { kid: keyId };
  return new SignJWT({ ...CLAIMS, iss: "gatehouse", aud: "gatehouse", iat: ISSUED_AT, exp: ISSUED_AT + 60, ...claims })
    .setProtectedHeader({ alg: keys.algorithm, typ: "JWT", ...kid, ...header })
    .sign(key);
}

for (const [algorithm, keys] of BOTH) {
  Deno.test(`${algorithm}: a token carries the contract's claims and verifies`, async () => {
    const { signer } = signerOf(keys);
    const token = signer.sign(CLAIMS, 60);
    expect(part(token, 1)).toEqual({
      ...CLAIMS,
      iss: "gatehouse",
      aud: "gatehouse",
      iat: ISSUED_AT,
      exp: ISSUED_AT + 60,
    });
    expect(part(token, 0).alg).toBe(algorithm);
    expect(await signer.verify(token)).toEqual({ ...CLAIMS, exp: ISSUED_AT + 60 });
  });

  Deno.test(`${algorithm}: a token holds until its last second, and no longer`, async () => {
    const { signer, clock } = signerOf(keys);
    const token = signer.sign(CLAIMS, 60);
    clock.advance(59_999);
    expect(await codeOf(signer.verify(token))).toBe("no error");
    clock.advance(1);
    expect(await codeOf(signer.verify(token))).toBe("token_expired");
  });

  Deno.test(`${algorithm}: a token with anything changed is refused`, async () => {
    const { signer } = signerOf(keys);
    const token = signer.sign(CLAIMS, 60);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const other = encode({ ...part(token, 1), sub: "1" });
    const changed = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    for (
      const bad of [
        `${header}.${other}.${signature}`,
        `${header}.${payload}.${changed}`,
        `${header}.${payload}.`,
        `${header}.${payload}`,
        `${token}.${payload}`,
        `${token}=`,
        ` ${token}`,
        "",
        "..",
        "rubbish",
        "\u0000",
        "ä.ö.ü",
      ]
    ) expect(await codeOf(signer.verify(bad))).toBe("invalid_token");
  });

  Deno.test(`${algorithm}: a token has one text: bits behind the signature's last make no other`, async () => {
    const { signer } = signerOf(keys);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const token = signer.sign(CLAIMS, 60);
    for (const last of alphabet.replace(token.at(-1)!, "")) {
      expect([last, await codeOf(signer.verify(token.slice(0, -1) + last))]).toEqual([last, "invalid_token"]);
    }
  });

  Deno.test(`${algorithm}: alg none is refused, with and without a signature`, async () => {
    const { signer } = signerOf(keys);
    const unsecured = new UnsecuredJWT(CLAIMS).setIssuer("gatehouse").setAudience("gatehouse")
      .setIssuedAt(ISSUED_AT).setExpirationTime(ISSUED_AT + 60).encode();
    const [, payload, signature] = signer.sign(CLAIMS, 60).split(".");
    expect(await codeOf(signer.verify(unsecured))).toBe("invalid_token");
    for (const alg of ["none", "NONE", "None", ""]) {
      const token = `${encode({ alg, typ: "JWT", kid: pair.keyId })}.${payload}.${signature}`;
      expect(await codeOf(signer.verify(token))).toBe("invalid_token");
    }
  });

  Deno.test(`${algorithm}: another issuer's or audience's token is refused, though the key is right`, async () => {
    const { signer } = signerOf(keys);
    for (
      const claims of [
        { iss: "another" },
        { iss: undefined },
        { aud: "another" },
        { aud: ["another"] },
        { aud: undefined },
        { aud: 5 },
      ]
    ) expect(await codeOf(signer.verify(await forge(keys, {}, claims)))).toBe("invalid_token");
    const elsewhere = signerOf(keys, { issuer: "a", audience: "b" }).signer;
    expect(await codeOf(elsewhere.verify(await elsewhere.sign(CLAIMS, 60)))).toBe("no error");
  });

  Deno.test(`${algorithm}: a token of another kind says so, but only if the key is right`, async () => {
    const { signer } = signerOf(keys);
    const other = await forge(keys, { typ: "character+jwt" }, { aud: "quest" });
    expect(await codeOf(signer.verify(other))).toBe("wrong_token_type");
    expect(await codeOf(signer.verify(`${other.slice(0, -4)}AAAA`))).toBe("invalid_token");
    expect(await codeOf(signer.verify(await forge(keys, { typ: undefined })))).toBe("wrong_token_type");
  });

  Deno.test(`${algorithm}: a token that lacks a claim, or has one of another kind, is refused`, async () => {
    const { signer } = signerOf(keys);
    expect(await codeOf(signer.verify(await forge(keys, {})))).toBe("no error");
    for (const name of ["sub", "username", "sid", "jti", "iat", "exp"]) {
      for (const value of [undefined, null, { a: 1 }, ["42"], true]) {
        const token = await forge(keys, {}, { [name]: value });
        expect([name, value, await codeOf(signer.verify(token))]).toEqual([name, value, "invalid_token"]);
      }
    }
    for (const sub of ["", "0", "-1", "042", "4e2", "account_42", "1".repeat(11)]) {
      expect(await codeOf(signer.verify(await forge(keys, {}, { sub })))).toBe("invalid_token");
    }
  });

  Deno.test(`${algorithm}: a key that the token brings along is not used`, async () => {
    const { signer } = signerOf(keys);
    const stranger = await keyPairOf(systemRandom.bytes(32));
    const token = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: "EdDSA", typ: "JWT", jwk: stranger.publicJwk, kid: pair.keyId })
      .setIssuer("gatehouse").setAudience("gatehouse").setIssuedAt(ISSUED_AT).setExpirationTime(ISSUED_AT + 60)
      .sign(stranger.privateKey);
    expect(await codeOf(signer.verify(token))).toBe("invalid_token");
  });

  Deno.test(`${algorithm}: an unknown critical extension is refused`, async () => {
    const { signer } = signerOf(keys);
    const { keyId, key } = keys.current();
    const kid = keyId === null ? {} : { kid: keyId };
    for (const [critical, code] of [[{}, "no error"], [{ crit: ["mine"], mine: 1 }, "invalid_token"]] as const) {
      const claims = part(signer.sign(CLAIMS, 60), 1);
      const token = signCompact({ alg: algorithm, typ: "JWT", ...kid, ...critical }, claims, key);
      expect(await codeOf(signer.verify(token))).toBe(code);
    }
  });

  Deno.test(`${algorithm}: a token of more than 2,048 characters is refused, however well signed`, async () => {
    const { signer } = signerOf(keys);
    const long = await forge(keys, {}, { username: "x".repeat(1_500) });
    expect(long.length).toBeGreaterThan(2_048);
    expect(await codeOf(signer.verify(long))).toBe("invalid_token");
  });
}

Deno.test("the public key as an HMAC secret does not sign", async () => {
  const { signer } = signerOf(keysOf(pair));
  const x = pair.publicJwk.x ?? "";
  for (
    const secret of [
      new TextEncoder().encode(await exportSPKI(pair.publicKey)),
      Uint8Array.fromBase64(x, { alphabet: "base64url" }),
    ]
  ) {
    const token = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: "HS256", typ: "JWT", kid: pair.keyId })
      .setIssuer("gatehouse").setAudience("gatehouse").setIssuedAt(ISSUED_AT).setExpirationTime(ISSUED_AT + 60)
      .sign(secret);
    expect(await codeOf(signer.verify(token))).toBe("invalid_token");
  }
});

Deno.test("another HMAC with the right secret is refused", async () => {
  const { signer } = signerOf(await createSharedSecretKeys(SECRET));
  const secret = new TextEncoder().encode(SECRET.repeat(2));
  const keys = await createSharedSecretKeys(SECRET.repeat(2));
  const own = signerOf(keys).signer;
  const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg: "HS512", typ: "JWT" })
    .setIssuer("gatehouse").setAudience("gatehouse").setIssuedAt(ISSUED_AT).setExpirationTime(ISSUED_AT + 60)
    .sign(secret);
  expect(await codeOf(own.verify(token))).toBe("invalid_token");
  expect(await codeOf(signer.verify(await own.sign(CLAIMS, 60)))).toBe("invalid_token");
});

Deno.test("a token must name its key as its issuer does: a pair's by kid, a secret's by none", async () => {
  const paired = signerOf(keysOf(pair)).signer;
  for (const kid of [undefined, "another", "", "../../etc/passwd", 5, null]) {
    expect(await codeOf(paired.verify(await forge(keysOf(pair), { kid })))).toBe("invalid_token");
  }
  const keys = await createSharedSecretKeys(SECRET);
  expect(await codeOf(signerOf(keys).signer.verify(await forge(keys, { kid: "x" })))).toBe("invalid_token");
});

Deno.test("the JWK set holds public keys only, and nothing of a shared secret", async () => {
  expect(signerOf(await createSharedSecretKeys(SECRET)).signer.jwks()).toEqual({ keys: [] });
  expect(signerOf(keysOf(pair)).signer.jwks()).toEqual({
    keys: [{ kty: "OKP", crv: "Ed25519", x: pair.publicJwk.x, kid: pair.keyId, alg: "EdDSA", use: "sig" }],
  });
});

Deno.test("a shared secret of fewer than 32 bytes is refused", async () => {
  await expect(createSharedSecretKeys("x".repeat(31))).rejects.toThrow("fewer than 32 bytes");
});

Deno.test("a database that cannot be asked for a key is not the token's fault", async () => {
  const keys: SigningKeys = {
    ...keysOf(pair),
    find: () => Promise.reject(Object.assign(new Error("gone"), { code: "unavailable" })),
  };
  const { signer } = signerOf(keys);
  expect(await codeOf(signer.verify(signer.sign(CLAIMS, 60)))).toBe("unavailable");
});

Deno.test("the pair of RFC 8037's example seed has the public key and thumbprint that it gives", async () => {
  // RFC 8037, appendices A.1 to A.3.
  const seed = Uint8Array.fromBase64("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", { alphabet: "base64url" });
  const { publicJwk, keyId } = await keyPairOf(seed);
  expect(publicJwk.x).toBe("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  expect(keyId).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
});
