import { expect } from "expect";
import { msToHalfLife } from "../../static/page/fresh_token.js";
import { readClaims } from "../../static/page/token_claims.js";

function tokenWith(claims: object) {
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
  return `${part({ alg: "EdDSA" })}.${part(claims)}.c2ln`;
}

Deno.test("half of a token's life is between its issue and its end", () => {
  const token = tokenWith({ iat: 1_000, exp: 2_000 });
  expect(msToHalfLife(token, 1_000_000)).toBe(500_000);
  expect(msToHalfLife(token, 1_600_000)).toBe(-100_000);
});

Deno.test("a token that does not say when it ends is left to the server", () => {
  for (const token of [null, "", "rubbish", "a.b.c", tokenWith({})]) expect(msToHalfLife(token, 0)).toBe(Infinity);
});

Deno.test("claims are read from the URL-safe alphabet too", () => {
  const token = tokenWith({ sub: "7", iss: "?>~?>~" });
  expect(token).toMatch(/[-_]/);
  expect(readClaims(token)).toEqual({ sub: "7", iss: "?>~?>~" });
  expect(readClaims("rubbish")).toEqual({});
});
