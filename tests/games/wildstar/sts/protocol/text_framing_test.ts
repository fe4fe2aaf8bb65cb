import { expect } from "expect";
import fc from "fast-check";
import { FrameBuffer } from "../../../../../lib/platform/bytes/frame_buffer.ts";
import {
  BODY_BYTES_MAX,
  HEAD_BYTES_MAX,
  STS_FRAMING,
} from "../../../../../lib/games/wildstar/sts/protocol/text_framing.ts";
import { ProtocolError } from "../../../../../lib/platform/errors.ts";

const ascii = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function cut(...chunks: string[]): [head: string, body: string][] {
  const buffer = new FrameBuffer(STS_FRAMING);
  const frames: [string, string][] = [];
  for (const chunk of chunks) {
    buffer.push(ascii(chunk));
    for (let frame = buffer.next(); frame !== null; frame = buffer.next()) {
      frames.push([text(frame.head), text(frame.payload)]);
    }
  }
  return frames;
}

Deno.test("a body has as many bytes as the head says; without a length there is none", () => {
  expect(cut("POST /a STS/1.0\r\nl:3\r\ns:1\r\n\r\nabcPOST /b STS/1.0\r\ns:2\r\n\r\n")).toEqual([
    ["POST /a STS/1.0\r\nl:3\r\ns:1\r\n\r\n", "abc"],
    ["POST /b STS/1.0\r\ns:2\r\n\r\n", ""],
  ]);
});

Deno.test("a length may be in either case and have spaces around it", () => {
  expect(cut("POST /a STS/1.0\r\nL : 2 \r\n\r\nxy")).toEqual([["POST /a STS/1.0\r\nL : 2 \r\n\r\n", "xy"]]);
});

Deno.test("lines may end in anything that is not yet the empty line", () => {
  expect(cut("a\r\r\n\n\r\n\r", "\n")).toEqual([["a\r\r\n\n\r\n\r\n", ""]]);
});

Deno.test("cut anywhere, the same frames come out", () => {
  const whole = "POST /a STS/1.0\r\nl:5\r\n\r\n\r\n\r\n!POST /b STS/1.0\r\nl:0\r\n\r\n";
  fc.assert(fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (places) => {
    const edges = [0, ...places.toSorted((a, b) => a - b), whole.length];
    expect(cut(...edges.slice(1).map((end, i) => whole.slice(edges[i], end)))).toEqual(cut(whole));
  }));
});

Deno.test("a head of 2048 bytes is taken, one more ends the line", () => {
  const head = (bytes: number) => `POST /${"a".repeat(bytes - 10)}\r\n\r\n`;
  expect(cut(head(HEAD_BYTES_MAX))[0]![0].length).toBe(2048);
  expect(() => cut(head(HEAD_BYTES_MAX + 1))).toThrow(ProtocolError);
  expect(() => cut("a".repeat(HEAD_BYTES_MAX + 1))).toThrow(ProtocolError);
});

Deno.test("a body of 8192 bytes is taken, one more ends the line before it is there", () => {
  expect(cut(`POST /a STS/1.0\r\nl:8192\r\n\r\n${"b".repeat(BODY_BYTES_MAX)}`)[0]![1].length).toBe(8192);
  expect(() => cut("POST /a STS/1.0\r\nl:8193\r\n\r\n")).toThrow(ProtocolError);
});

for (const length of ["", "-1", "1e3", "0x10", "9999999", "5, 5"]) {
  Deno.test(`a length of '${length}' ends the line`, () => {
    expect(() => cut(`POST /a STS/1.0\r\nl:${length}\r\n\r\n`)).toThrow(ProtocolError);
  });
}

Deno.test("two lengths end the line, even when they agree", () => {
  expect(() => cut("POST /a STS/1.0\r\nl:1\r\nL:1\r\n\r\nx")).toThrow(ProtocolError);
});
