import { expect } from "expect";
import { pickCoding } from "../../../lib/doors/files/content_coding.ts";

const CHOICES: readonly (readonly [string | undefined, string | null])[] = [
  [undefined, null],
  ["", null],
  ["identity", null],
  ["deflate, zstd", null],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["GZIP;Q=0.5", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0.2, gzip;q=0.8", "gzip"],
  ["br; q=0.000, gzip ; q=0", null],
  ["*", "br"],
  ["*;q=0", null],
  ["br;q=0, *", "gzip"],
  ["gzip;q=0.3, identity", null],
  ["identity;q=0, br;q=0.1", "br"],
];

for (const [header, coding] of CHOICES) {
  Deno.test(`"Accept-Encoding: ${header ?? "(none)"}" takes ${coding ?? "the bytes as they are"}`, () => {
    expect(pickCoding(header)).toBe(coding);
  });
}
