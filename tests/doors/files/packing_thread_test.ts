/** Files are packed beside the loop, by a thread that is there while it is needed. */
import { expect } from "expect";
import { setImmediate } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { createPackingThread } from "../../../lib/doors/files/packing_thread.ts";
import { createTestClock } from "../../support/test_clock.ts";

const bytes = new TextEncoder().encode(Array.from({ length: 20_000 }, (_, index) => `${index * 7_919} `).join(""));

Deno.test("a file is packed while the loop turns", async () => {
  const clock = createTestClock();
  using thread = {
    ...createPackingThread(clock),
    [Symbol.dispose]() {
      this.close();
    },
  };
  let turns = 0;
  let isPacked = false;
  const packing = thread.pack(bytes, "br").finally(() => isPacked = true);
  while (!isPacked) {
    await setImmediate();
    turns += 1;
  }
  expect(new Uint8Array(brotliDecompressSync(await packing))).toEqual(bytes);
  expect(turns).toBeGreaterThan(10);
  expect(new Uint8Array(gunzipSync(await thread.pack(bytes, "gzip")))).toEqual(bytes);
});

Deno.test("the thread ends ten seconds after the last file, and another packs the next one", async () => {
  const clock = createTestClock();
  const thread = createPackingThread(clock);
  await thread.pack(bytes.subarray(0, 600), "gzip");
  clock.advance(9_000);
  await thread.pack(bytes.subarray(0, 600), "gzip");
  expect(clock.pending()).toBe(1);
  clock.advance(9_999);
  expect(clock.pending()).toBe(1);
  clock.advance(1);
  expect(clock.pending()).toBe(0);
  await thread.pack(bytes.subarray(0, 600), "gzip");
  thread.close();
  expect(clock.pending()).toBe(0);
});

Deno.test("what waits as the server stops is told so, and nothing is begun any more", async () => {
  const thread = createPackingThread(createTestClock());
  const waiting = thread.pack(bytes, "br");
  await setImmediate();
  thread.close();
  await expect(waiting).rejects.toThrow("the server is stopping");
  await expect(thread.pack(bytes, "br")).rejects.toThrow("the server is stopping");
});

Deno.test("a thread that is silent for ten seconds is ended with all that waits for it, and another packs the next file", async () => {
  const clock = createTestClock();
  const thread = createPackingThread(clock);
  const first = thread.pack(bytes, "br");
  clock.advance(9_000);
  const second = thread.pack(bytes, "gzip"); // gives it no more time
  clock.advance(999);
  expect(clock.pending()).toBe(1);
  clock.advance(1);
  await expect(first).rejects.toThrow("the thread does not answer");
  await expect(second).rejects.toThrow("the thread does not answer");
  expect(clock.pending()).toBe(0);

  const third = thread.pack(bytes, "gzip");
  clock.advance(9_999);
  await third; // its answer gives the next one the whole time anew
  const fourth = thread.pack(bytes.subarray(0, 600), "gzip");
  clock.advance(9_999);
  expect(new Uint8Array(gunzipSync(await fourth))).toEqual(bytes.subarray(0, 600));
  thread.close();
});
