/** `/.well-known/jwks.json`: the public keys, for those who verify tokens offline (RFC 7517). */
import { Hono } from "hono";
import type { JWK } from "jose";
import type { HttpEnv } from "./http.ts";

/** A verifier that finds an unknown key asks again; so long an answer may be kept. */
const MAX_AGE_SECONDS = 60;

interface JwksParts {
  readonly jwks: () => { readonly keys: readonly JWK[] };
}

export function createJwksRoutes({ jwks }: JwksParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get(
    "/.well-known/jwks.json",
    (c) => c.json(jwks(), 200, { "cache-control": `public, max-age=${MAX_AGE_SECONDS}` }),
  );
}
