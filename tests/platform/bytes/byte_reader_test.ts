import { expect } from "expect";
import fc from "fast-check";
import { ByteReader } from "../../../lib/platform/bytes/byte_reader.ts";
import { ProtocolError } from "../../../lib/platform/errors.ts";

const from = (...bytes: number[]) => new ByteReader(Uint8Array.from(bytes));

Deno.test("numbers are little-endian and unsigned", () => {
  const reader = from(0xff, 0x02, 0xff, 0x78, 0x56, 0x34, 0xf2, 8, 7, 6, 5, 4, 3, 2, 0xf1, 0, 0, 0xc0, 0x3f);
  expect(reader.u8()).toBe(255);
  expect(reader.u16()).toBe(0xff02);
  expect(reader.u32()).toBe(0xf2345678);
  expect(reader.u64()).toBe(0xf102030405060708n);
  expect(reader.f32()).toBe(1.5);
  expect(reader.remaining).toBe(0);
});

Deno.test("a reader over a part of a buffer sees that part only", () => {
  const reader = new ByteReader(Uint8Array.of(9, 1, 2, 9).subarray(1, 3));
  expect(reader.u16()).toBe(0x0201);
  expect(() => reader.u8()).toThrow(ProtocolError);
});

Deno.test("a read past the end throws and does not move", () => {
  const reader = from(1, 2, 3);
  reader.u8();
  expect(() => reader.u32()).toThrow("Could not read 4 bytes at byte 1: 2 are left");
  expect(() => reader.bytes(3)).toThrow(ProtocolError);
  expect(reader.position).toBe(1);
  expect(reader.u16()).toBe(0x0302);
});

Deno.test("a string ends before its zero byte, and without one there is no string", () => {
  const reader = from(65, 66, 0, 0, 67);
  expect([...reader.bytesUntilZero()]).toEqual([65, 66]);
  expect([...reader.bytesUntilZero()]).toEqual([]);
  expect(() => reader.bytesUntilZero()).toThrow(ProtocolError);
  expect([...reader.rest()]).toEqual([67]);
});

Deno.test("bytes left over are told", () => {
  const reader = from(1, 2);
  expect(() => reader.expectEnd()).toThrow("2 bytes are left over");
  reader.u16();
  reader.expectEnd();
});

Deno.test("a count that is none is a fault of the caller, not of the peer", () => {
  expect(() => from(1).bytes(-1)).toThrow(RangeError);
  expect(() => from(1).bytes(0.5)).toThrow(RangeError);
});

Deno.test("property: no order of reads leaves the bytes", () => {
  const read = fc.constantFrom("u8", "u16", "u32", "u64", "f32", "bytesUntilZero", "rest");
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(read), (bytes, reads) => {
    const reader = new ByteReader(bytes);
    for (const name of reads) {
      try {
        reader[name as "u8"]();
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
      expect(reader.position + reader.remaining).toBe(bytes.length);
      expect(reader.remaining).toBeGreaterThanOrEqual(0);
    }
  }));
});
