import { expect } from "expect";
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { type Door, eachDoor, oneDoor } from "./setup.ts";

const keysOf = async (door: Door) => (await door.call("GET", "/.well-known/jwks.json")).json as JSONWebKeySet;

eachDoor("who has the public keys verifies a token without asking", {}, async (door) => {
  const { id, token } = await door.register("ada");
  const keys = await keysOf(door);
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: "EdDSA", kid: keys.keys[0]?.kid });
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
    issuer: "gatehouse",
    audience: "gatehouse",
    currentDate: door.clock.now(),
  });
  expect(payload.sub).toBe(String(id));
  for (const key of keys.keys) {
    expect(key).toMatchObject({ kty: "OKP", crv: "Ed25519", use: "sig", x: expect.any(String) });
    expect(key).not.toHaveProperty("d");
  }
});

const secret = "a secret of more than thirty-two bytes";
const shared = {
  env: { JWT_SECRET: secret, JWT_EXPIRATION: "30m" },
  config: { auth: { issuer: "castle", audience: "players" } },
};

oneDoor("under a shared secret there are no public keys", shared, async (door) => {
  const { token } = await door.register("ada");
  expect(await keysOf(door)).toEqual({ keys: [] });
  const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(secret), {
    issuer: "castle",
    audience: "players",
    currentDate: door.clock.now(),
  });
  expect(protectedHeader.alg).toBe("HS256");
  expect(payload.exp! - payload.iat!).toBe(30 * 60);
  expect(await door.verify(token)).toBe(null);
});
