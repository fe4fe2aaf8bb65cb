import { expect } from "expect";
import fc from "fast-check";
import { ProtocolError } from "../../../../../lib/platform/errors.ts";
import { formatGuid, parseGuid } from "../../../../../lib/games/wildstar/sts/protocol/guid.ts";
import vectors from "../../../../vectors/wildstar_auth.json" with { type: "json" };

Deno.test("a GUID's text has the first three groups little-endian, as .NET writes them", () => {
  expect(formatGuid(Uint8Array.fromHex(vectors.guid.bytes))).toBe(vectors.guid.text);
  expect(parseGuid(vectors.guid.text).toHex()).toBe(vectors.guid.bytes);
  expect(parseGuid(vectors.guid.text.toUpperCase()).toHex()).toBe(vectors.guid.bytes);
});

Deno.test("any 16 bytes are written and read back", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
    expect([...parseGuid(formatGuid(bytes))]).toEqual([...bytes]);
  }));
});

Deno.test("what is no GUID is refused", () => {
  for (const text of ["", vectors.guid.text.slice(1), `${vectors.guid.text}0`, vectors.guid.text.replace("-", "0")]) {
    expect(() => parseGuid(text)).toThrow(ProtocolError);
  }
  expect(() => formatGuid(new Uint8Array(15))).toThrow(RangeError);
});
