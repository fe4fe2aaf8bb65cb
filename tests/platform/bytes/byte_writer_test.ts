import { expect } from "expect";
import { ByteWriter } from "../../../lib/platform/bytes/byte_writer.ts";

Deno.test("numbers are written little-endian, in order", () => {
  const bytes = new ByteWriter().u8(0xff).u16(0xff02).u32(0xf2345678).u64(0xf102030405060708n).f32(1.5)
    .bytesAndZero(Uint8Array.of(65)).finish();
  expect([...bytes]).toEqual([
    ...[0xff, 0x02, 0xff, 0x78, 0x56, 0x34, 0xf2],
    ...[8, 7, 6, 5, 4, 3, 2, 0xf1, 0, 0, 0xc0, 0x3f, 65, 0],
  ]);
});

Deno.test("it grows past its first size and keeps what was written", () => {
  const writer = new ByteWriter();
  for (let index = 0; index < 200; index++) writer.u8(index);
  expect([...writer.finish()]).toEqual(Array.from({ length: 200 }, (_, index) => index));
});

Deno.test("a value that does not fit is refused, not cut", () => {
  const writer = new ByteWriter();
  expect(() => writer.u8(256)).toThrow("Could not write 256: not a whole number from 0 to 255");
  expect(() => writer.u16(-1)).toThrow(RangeError);
  expect(() => writer.u32(2 ** 32)).toThrow(RangeError);
  expect(() => writer.u32(1.5)).toThrow(RangeError);
  expect(() => writer.u64(1n << 64n)).toThrow(RangeError);
  expect(() => writer.bytesAndZero(Uint8Array.of(65, 0, 66))).toThrow("zero byte");
  expect(writer.length).toBe(0);
});

Deno.test("it holds no more than its largest size", () => {
  const writer = new ByteWriter(3).u16(1);
  expect(() => writer.u16(1)).toThrow("Could not write 2 bytes at byte 2: the most is 3");
  expect(writer.u8(7).finish()).toEqual(Uint8Array.of(1, 0, 7));
});
