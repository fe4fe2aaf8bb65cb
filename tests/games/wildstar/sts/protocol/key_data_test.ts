import { expect } from "expect";
import { ProtocolError } from "../../../../../lib/platform/errors.ts";
import { decodeKeyData, encodeKeyData } from "../../../../../lib/games/wildstar/sts/protocol/key_data.ts";

const base64 = (...bytes: number[]) => Uint8Array.from(bytes).toBase64();

Deno.test("each part stands behind its length as u32", () => {
  expect(encodeKeyData(Uint8Array.of(7, 8), Uint8Array.of(9))).toBe(base64(2, 0, 0, 0, 7, 8, 1, 0, 0, 0, 9));
  const parts = decodeKeyData(base64(2, 0, 0, 0, 7, 8, 1, 0, 0, 0, 9), 2, 1);
  expect(parts.map((part) => [...part])).toEqual([[7, 8], [9]]);
});

const REFUSED: Record<string, string> = {
  "no base64": "%%%",
  "nothing": "",
  "an empty part": base64(0, 0, 0, 0, 1, 0, 0, 0, 9),
  "a part over its bound": base64(3, 0, 0, 0, 7, 8, 9, 1, 0, 0, 0, 9),
  "a length over the data": base64(2, 0, 0, 0, 7, 8, 1, 0, 0, 0),
  "a length of 2^32 - 1": base64(255, 255, 255, 255, 7),
  "a part too few": base64(2, 0, 0, 0, 7, 8),
  "bytes left over": base64(2, 0, 0, 0, 7, 8, 1, 0, 0, 0, 9, 0),
};

for (const [what, text] of Object.entries(REFUSED)) {
  Deno.test(`refused: ${what}`, () => {
    expect(() => decodeKeyData(text, 2, 1)).toThrow(ProtocolError);
  });
}
