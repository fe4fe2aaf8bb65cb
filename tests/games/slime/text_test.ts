import { expect } from "expect";
import fc from "fast-check";
import { anyText } from "../../support/any_text.ts";
import { decodeText, encodeText } from "../../../lib/games/slime/protocol/text.ts";

Deno.test("bytes that are valid UTF-8 are read as UTF-8", () => {
  expect(decodeText(Uint8Array.of(0x70, 0xc3, 0xa9))).toBe("pé");
  expect(decodeText(Uint8Array.of(0xf0, 0x9f, 0x8c, 0xb1))).toBe("🌱");
});

Deno.test("other bytes are read as Windows-1252", () => {
  expect(decodeText(Uint8Array.of(0x70, 0xe9))).toBe("pé");
  expect(decodeText(Uint8Array.of(0x80, 0x99))).toBe("€™");
});

Deno.test("a byte order mark is text like any other", () => {
  expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
});

Deno.test("text is sent as Windows-1252", () => {
  expect([...encodeText("Aé€™")]).toEqual([0x41, 0xe9, 0x80, 0x99]);
  expect([...encodeText("e\u0301")]).toEqual([0xe9]);
});

Deno.test("a letter that Windows-1252 lacks becomes one question mark, and so does a zero", () => {
  expect([...encodeText("a🌱ł\0b")]).toEqual([0x61, 0x3f, 0x3f, 0x3f, 0x62]);
});

Deno.test("property: no text is sent with a zero byte in it, and any bytes can be read", () => {
  fc.assert(fc.property(anyText(), (text) => expect(encodeText(text).includes(0)).toBe(false)));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => expect(typeof decodeText(bytes)).toBe("string")));
});
