import { expect } from "expect";
import { createChunkReader } from "../../../lib/doors/net/chunk_reader.ts";

/** A source of so many bytes, which notes how much it is asked for. */
function createSource(bytes: number) {
  const asked: number[] = [];
  let left = bytes;
  return {
    asked,
    read(into: Uint8Array): Promise<number | null> {
      asked.push(into.byteLength);
      if (left === 0) return Promise.resolve(null);
      const count = Math.min(left, into.byteLength);
      into.fill(1, 0, count);
      left -= count;
      return Promise.resolve(count);
    },
  };
}

Deno.test("reads are small until more waits, and small again afterwards", async () => {
  const source = createSource(4 + 100 + 50);
  const reader = createChunkReader(source, 4, 100);
  const sizes: (number | undefined)[] = [];
  for (let count = 0; count < 4; count += 1) sizes.push((await reader.read())?.byteLength);
  expect(sizes).toEqual([4, 100, 50, undefined]);
  expect(source.asked).toEqual([4, 100, 100, 4]);
});

Deno.test("the large buffer has a bound", async () => {
  const source = createSource(1_000);
  const reader = createChunkReader(source, 4, 1_000_000);
  await reader.read();
  await reader.read();
  expect(source.asked).toEqual([4, 16 * 1024]);
});

Deno.test("what was read stays when more is read", async () => {
  const reader = createChunkReader(createSource(8), 4, 4);
  const first = await reader.read();
  first?.fill(7);
  await reader.read();
  expect(first).toEqual(new Uint8Array([7, 7, 7, 7]));
});
