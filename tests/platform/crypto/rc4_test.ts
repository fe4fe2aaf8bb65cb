import { expect } from "expect";
import { Rc4 } from "../../../lib/platform/crypto/rc4.ts";

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));

/** RFC 6229, section 2: 16 bytes of the key stream at each offset. */
const vectors = [
  { key: "0102030405", at: 0, stream: "b2396305f03dc027ccc3524a0a1118a8" },
  { key: "0102030405", at: 16, stream: "6982944f18fc82d589c403a47a0d0919" },
  { key: "0102030405", at: 240, stream: "28cb1132c96ce286421dcaadb8b69eae" },
  { key: "0102030405", at: 4096, stream: "ff25b58995996707e51fbdf08b34d875" },
  { key: "01020304050607", at: 0, stream: "293f02d47f37c9b633f2af5285feb46b" },
  { key: "01020304050607", at: 16, stream: "e620f1390d19bd84e2e0fd752031afc1" },
  {
    key: "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
    at: 0,
    stream: "eaa6bd25880bf93d3f5d1e4ca2611d91",
  },
];

for (const { key, at, stream } of vectors) {
  Deno.test(`the key stream of ${key} at byte ${at} is RFC 6229's`, () => {
    const cipher = new Rc4(hex(key));
    cipher.process(new Uint8Array(at));
    expect(cipher.processed(new Uint8Array(16)).toHex()).toBe(stream);
  });
}

Deno.test("a text in one piece and in pieces is the same cipher text", () => {
  const text = new TextEncoder().encode("Plaintext");
  const whole = new Rc4(new TextEncoder().encode("Key")).processed(text);
  expect(whole.toHex()).toBe("bbf316e8d940af0ad3");
  const cipher = new Rc4(new TextEncoder().encode("Key"));
  const pieces = [text.subarray(0, 2), text.subarray(2, 2), text.subarray(2)].map((piece) => cipher.processed(piece));
  expect(pieces.map((piece) => piece.toHex()).join("")).toBe("bbf316e8d940af0ad3");
});

Deno.test("processed leaves its input alone, process does not", () => {
  const bytes = Uint8Array.of(0, 0);
  new Rc4(Uint8Array.of(1)).processed(bytes);
  expect(bytes).toEqual(Uint8Array.of(0, 0));
  new Rc4(Uint8Array.of(1)).process(bytes);
  expect(bytes).not.toEqual(Uint8Array.of(0, 0));
});

Deno.test("a key without bytes, or with too many, is refused", () => {
  expect(() => new Rc4(new Uint8Array(0))).toThrow("Could not start RC4: a key of 0 bytes, not 1 to 256");
  expect(() => new Rc4(new Uint8Array(257))).toThrow(RangeError);
});
