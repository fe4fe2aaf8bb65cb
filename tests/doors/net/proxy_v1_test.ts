import { expect } from "expect";
import fc from "fast-check";
import { ProtocolError } from "../../../lib/platform/errors.ts";
import { readProxyHeader } from "../../../lib/doors/net/proxy_reader.ts";
import { decodeProxyLine } from "../../../lib/doors/net/proxy_v1.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const decode = (text: string) => decodeProxyLine(bytes(text));

Deno.test("a line names its source, and what follows is the client's", () => {
  const v4 = "PROXY TCP4 203.0.113.7 198.51.100.1 56324 5555\r\n";
  expect(decode(`${v4}hello`)).toEqual({ source: "203.0.113.7", headerBytes: v4.length });
  expect(decode("PROXY TCP6 2001:DB8::7 2001:db8::1 1 65535\r\n")?.source).toBe("2001:db8::7");
  expect(decode("PROXY TCP6 ::ffff:203.0.113.7 ::1 1 2\r\n")?.source).toBe("203.0.113.7");
});

Deno.test("a proxy that does not know names nobody, whatever else it says", () => {
  for (const line of ["PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff::1 anything at all 1\r\n"]) {
    expect(decode(line)).toEqual({ source: null, headerBytes: line.length });
  }
});

Deno.test("at every split point more bytes are asked for", () => {
  const line = "PROXY TCP4 203.0.113.7 198.51.100.1 56324 5555\r\n";
  for (let length = 0; length < line.length; length += 1) expect(decode(line.slice(0, length))).toBeNull();
});

Deno.test("what is no such line is refused", () => {
  for (
    const line of [
      "PROXX",
      "PING",
      "PROXY TCP4 203.0.113.7 198.51.100.1 56324 5555\n",
      "PROXY TCP4 203.0.113.07 198.51.100.1 56324 5555\r\n",
      "PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n",
      "PROXY TCP6 203.0.113.7 198.51.100.1 1 2\r\n",
      "PROXY TCP4 203.0.113.7 198.51.100.1 56324\r\n",
      "PROXY TCP4  203.0.113.7 198.51.100.1 1 2\r\n",
      "PROXY UDP4 203.0.113.7 198.51.100.1 1 2\r\n",
      "PROXY UNKNOWNS\r\n",
      `PROXY UNKNOWN ${"x".repeat(107)}`,
    ]
  ) expect(() => decode(line)).toThrow(ProtocolError);
});

Deno.test("a connection may begin with either version, in whatever pieces", async () => {
  const line = bytes("PROXY TCP4 203.0.113.7 198.51.100.1 56324 5555\r\nhello");
  for (const size of [1, 7, line.length]) {
    let at = 0;
    const connection = {
      read(into: Uint8Array) {
        const piece = line.subarray(at, at + Math.min(size, into.length));
        into.set(piece);
        at += piece.length;
        return Promise.resolve(piece.length === 0 ? null : piece.length);
      },
    };
    const { source, rest } = await readProxyHeader(connection);
    expect(source).toBe("203.0.113.7");
    expect(rest).toEqual(bytes("hello").subarray(0, rest.length));
  }
});

Deno.test("no bytes make the codec fail otherwise than by a ProtocolError", () => {
  const beginning = fc.uint8Array({ maxLength: 120 }).map((tail) => Uint8Array.of(...bytes("PROXY "), ...tail));
  fc.assert(fc.property(fc.oneof(beginning, fc.uint8Array({ maxLength: 120 })), (input) => {
    try {
      decodeProxyLine(input);
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
    }
  }));
});
