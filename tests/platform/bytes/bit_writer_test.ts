import { expect } from "expect";
import fc from "fast-check";
import { BitReader } from "../../../lib/platform/bytes/bit_reader.ts";
import { BitWriter } from "../../../lib/platform/bytes/bit_writer.ts";

Deno.test("fields follow each other without alignment; only the end is padded", () => {
  const bytes = new BitWriter().bits(0b01011, 5).bits(0b1110, 4).finish();
  expect([...bytes]).toEqual([0b110_01011, 0b0000_0001]);
});

Deno.test("integers are little-endian", () => {
  const bytes = new BitWriter().u8(0xff).u16(0x8001).u32(0xff020304).u64(0x8000000000000001n);
  expect([...bytes.finish()]).toEqual([0xff, 0x01, 0x80, 0x04, 0x03, 0x02, 0xff, 0x01, 0, 0, 0, 0, 0, 0, 0x80]);
});

Deno.test("nothing written is no bytes", () => {
  expect(new BitWriter().finish().length).toBe(0);
});

Deno.test("values that do not fit throw and write nothing", () => {
  const writer = new BitWriter();
  for (const value of [-1, 32, 1.5, NaN]) expect(() => writer.bits(value, 5)).toThrow(RangeError);
  for (const count of [0, 33, 2.5]) expect(() => writer.bits(0, count)).toThrow(RangeError);
  for (const value of [-1n, 2n ** 64n]) expect(() => writer.u64(value)).toThrow(RangeError);
  expect(writer.finish().length).toBe(0);
});

Deno.test("whatever is written is read back, in any mixture of widths", () => {
  const bits = fc.integer({ min: 1, max: 32 }).chain((count) =>
    fc.record({ kind: fc.constant("bits" as const), count: fc.constant(count), value: fc.nat(2 ** count - 1) })
  );
  const long = fc.record({ kind: fc.constant("u64" as const), value: fc.bigInt(0n, 2n ** 64n - 1n) });
  const single = fc.record({ kind: fc.constant("f32" as const), value: fc.float({ noNaN: true }) });
  const raw = fc.record({ kind: fc.constant("bytes" as const), value: fc.uint8Array({ maxLength: 20 }) });
  fc.assert(fc.property(fc.array(fc.oneof(bits, long, single, raw), { maxLength: 40 }), (fields) => {
    const writer = new BitWriter();
    let written = 0;
    for (const field of fields) {
      if (field.kind === "bits") writer.bits(field.value, field.count);
      else if (field.kind === "u64") writer.u64(field.value);
      else if (field.kind === "f32") writer.f32(field.value);
      else writer.bytes(field.value);
      written += widthBits(field);
    }
    const bytes = writer.finish();
    expect(bytes.length).toBe(Math.ceil(written / 8));
    const reader = new BitReader(bytes);
    for (const field of fields) {
      if (field.kind === "bits") expect(reader.bits(field.count)).toBe(field.value);
      else if (field.kind === "u64") expect(reader.u64()).toBe(field.value);
      else if (field.kind === "f32") expect(reader.f32()).toBe(field.value);
      else expect([...reader.bytes(field.value.length)]).toEqual([...field.value]);
    }
    expect(reader.remainingBits).toBeLessThan(8);
    if (reader.remainingBits > 0) expect(reader.bits(reader.remainingBits)).toBe(0);
  }));
});

type Field =
  | { kind: "bits"; count: number }
  | { kind: "u64" }
  | { kind: "f32" }
  | { kind: "bytes"; value: Uint8Array };

function widthBits(field: Field): number {
  switch (field.kind) {
    case "bits":
      return field.count;
    case "u64":
      return 64;
    case "f32":
      return 32;
    case "bytes":
      return field.value.length * 8;
  }
}
