import { expect } from "expect";
import { BitReader } from "../../../lib/platform/bytes/bit_reader.ts";
import { ProtocolError } from "../../../lib/platform/errors.ts";

Deno.test("bits come lowest first, and fields are not aligned", () => {
  // 0b110_01011: the low five bits, then the high three; the next byte goes on behind them.
  const reader = new BitReader(Uint8Array.of(0b110_01011, 0b0000_0001));
  expect(reader.bits(5)).toBe(0b01011);
  expect(reader.bits(4)).toBe(0b1110);
  expect(reader.remainingBits).toBe(7);
});

Deno.test("integers are little-endian and unsigned", () => {
  const reader = new BitReader(
    Uint8Array.of(0xff, 0x01, 0x80, 0x04, 0x03, 0x02, 0xff, 0x01, 0, 0, 0, 0, 0, 0, 0x80),
  );
  expect(reader.u8()).toBe(255);
  expect(reader.u16()).toBe(0x8001);
  expect(reader.u32()).toBe(0xff020304);
  expect(reader.u64()).toBe(0x8000000000000001n);
  expect(reader.remainingBits).toBe(0);
});

Deno.test("an integer of 32 bits may begin inside a byte", () => {
  const reader = new BitReader(Uint8Array.of(0xf0, 0xff, 0xff, 0xff, 0x0f));
  reader.bits(4);
  expect(reader.u32()).toBe(0xffffffff);
});

Deno.test("a single is read from wherever it begins", () => {
  // 2.5 is 0x40200000, written behind one set bit.
  const reader = new BitReader(Uint8Array.of(0x01, 0x00, 0x40, 0x80, 0x00));
  reader.bits(1);
  expect(reader.f32()).toBe(2.5);
});

Deno.test("bytes are copied, also from inside a byte", () => {
  const source = Uint8Array.of(0x12, 0x34, 0x56);
  const reader = new BitReader(source);
  reader.bits(4);
  const bytes = reader.bytes(2);
  source.fill(0);
  expect([...bytes]).toEqual([0x41, 0x63]);
});

Deno.test("a read past the end throws and moves nothing", () => {
  const reader = new BitReader(Uint8Array.of(0xaa, 0xbb));
  reader.bits(3);
  expect(() => reader.bits(14)).toThrow(ProtocolError);
  expect(() => reader.u64()).toThrow(ProtocolError);
  expect(() => reader.f32()).toThrow(ProtocolError);
  expect(() => reader.bytes(2 ** 31)).toThrow("Could not read 17179869184 bits: 13 are left");
  expect(reader.remainingBits).toBe(13);
});

Deno.test("the padding of the last byte may be left over, a whole byte may not", () => {
  const reader = new BitReader(Uint8Array.of(1, 2));
  reader.bits(8);
  expect(() => reader.expectEnd()).toThrow(ProtocolError);
  reader.bits(1);
  reader.expectEnd();
});

Deno.test("counts outside 1 to 32 are a caller's mistake", () => {
  const reader = new BitReader(new Uint8Array(16));
  for (const count of [0, -1, 33, 1.5, NaN]) expect(() => reader.bits(count)).toThrow(RangeError);
});
