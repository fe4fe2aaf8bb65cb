import { expect } from "expect";
import { ReadBuffer } from "../../../lib/doors/net/read_buffer.ts";

/** Reads from so many bytes until none is left. @returns how much was asked for each time, and how much came */
function readAll(bytes: number, buffer: ReadBuffer) {
  const asked: number[] = [];
  const came: number[] = [];
  for (let left = bytes; left > 0;) {
    const count = Math.min(left, buffer.into.byteLength);
    asked.push(buffer.into.byteLength);
    came.push(buffer.take(count).byteLength);
    left -= count;
  }
  return { asked: [...asked, buffer.into.byteLength], came };
}

Deno.test("reads are small until more waits, and small again afterwards", () => {
  const { asked, came } = readAll(4 + 100 + 50, new ReadBuffer({ idleBytes: 4, busyBytes: 100 }));
  expect(came).toEqual([4, 100, 50]);
  expect(asked).toEqual([4, 100, 100, 4]);
});

Deno.test("the large buffer has a bound", () => {
  const { asked } = readAll(5, new ReadBuffer({ idleBytes: 4, busyBytes: 1_000_000 }));
  expect(asked).toEqual([4, 16 * 1024, 4]);
});

Deno.test("what was read stays when more is read", () => {
  const buffer = new ReadBuffer({ idleBytes: 4, busyBytes: 4 });
  buffer.into.fill(7);
  const first = buffer.take(4);
  buffer.into.fill(1);
  expect(first).toEqual(new Uint8Array([7, 7, 7, 7]));
});
