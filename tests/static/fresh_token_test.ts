import { expect } from "expect";
import { isPastHalfLife } from "../../static/page/fresh_token.js";
import { readClaims } from "../../static/page/token_claims.js";

function tokenWith(claims: object) {
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
  return `${part({ alg: "EdDSA" })}.${part(claims)}.c2ln`;
}

Deno.test("a token is renewed in the second half of its life", () => {
  const token = tokenWith({ iat: 1_000, exp: 2_000 });
  expect(isPastHalfLife(token, 1_500)).toBe(false);
  expect(isPastHalfLife(token, 1_501)).toBe(true);
});

Deno.test("what is no token is left to the server", () => {
  for (const token of [null, "", "rubbish", "a.b.c", tokenWith({})]) expect(isPastHalfLife(token, 1e12)).toBe(false);
});

Deno.test("claims are read from the URL-safe alphabet too", () => {
  const token = tokenWith({ sub: "7", iss: "?>~?>~" });
  expect(token).toMatch(/[-_]/);
  expect(readClaims(token)).toEqual({ sub: "7", iss: "?>~?>~" });
  expect(readClaims("rubbish")).toEqual({});
});
