/** `/.well-known/jwks.json`: the public keys, for those who verify tokens offline (RFC 7517). */
import { Hono } from "hono";
import type { TokenSigner } from "../lib/domain/tokens/jwt/signer.ts";
import type { HttpEnv } from "./http.ts";

/** A verifier that finds an unknown key asks again; so long an answer may be kept. */
const MAX_AGE_SECONDS = 60;

export function createJwksRoutes({ signer }: { readonly signer: Pick<TokenSigner, "jwks"> }): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get(
    "/.well-known/jwks.json",
    (c) => c.json(signer.jwks(), 200, { "cache-control": `public, max-age=${MAX_AGE_SECONDS}` }),
  );
}
