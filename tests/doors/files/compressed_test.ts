/** Files are packed once for each coding, and sent as they are where that failed. */
import { expect } from "expect";
import { createCompressor } from "../../../lib/doors/files/compressed.ts";

const file = { bytes: new Uint8Array(2_000), contentType: "text/css", etag: '"x"' };

Deno.test("a file is packed once, however many ask, and once more where that failed", async () => {
  let asked = 0;
  let fails = true;
  const compressor = createCompressor(() => {
    asked += 1;
    return fails ? Promise.reject(new Error("no thread")) : Promise.resolve(new Uint8Array(10));
  });
  const twice = () => Promise.all([compressor.compress(file, "br"), compressor.compress(file, "br")]);
  expect(await twice()).toEqual([null, null]);
  expect(asked).toBe(1);
  fails = false;
  expect((await twice()).map((packed) => packed?.length)).toEqual([10, 10]);
  expect(asked).toBe(2);
});

Deno.test("what would not get smaller stays as it is, and is not tried again", async () => {
  let asked = 0;
  const compressor = createCompressor(() => {
    asked += 1;
    return Promise.resolve(new Uint8Array(2_000));
  });
  for (let call = 0; call < 2; call++) expect(await compressor.compress(file, "gzip")).toBeNull();
  expect(asked).toBe(1);
});
