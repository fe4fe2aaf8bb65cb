import { expect } from "expect";
import fc from "fast-check";
import { ProtocolError } from "../../../lib/platform/errors.ts";
import { readProxyHeader } from "../../../lib/doors/net/proxy_reader.ts";
import { decodeProxyHeader } from "../../../lib/doors/net/proxy_v2.ts";

const signature = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const header = (command: number, family: number, body: number[], length = body.length) =>
  new Uint8Array([...signature, command, family, length >> 8, length & 0xff, ...body]);

const ipv4Body = [203, 0, 113, 7, 192, 0, 2, 1, 0x12, 0x67, 0x15, 0xb3];
const ipv6Body = [
  ...[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7],
  ...[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  ...[0x12, 0x67, 0x15, 0xb3],
];

Deno.test("a header for TCP over IPv4 names its source", () => {
  expect(decodeProxyHeader(header(0x21, 0x11, ipv4Body))).toEqual({ source: "203.0.113.7", headerBytes: 28 });
});

Deno.test("a header for TCP over IPv6 names its source", () => {
  expect(decodeProxyHeader(header(0x21, 0x21, ipv6Body))).toEqual({ source: "2001:db8::7", headerBytes: 52 });
});

Deno.test("an IPv4-mapped source is the IPv4 address", () => {
  const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 203, 0, 113, 7, ...ipv6Body.slice(16)];
  expect(decodeProxyHeader(header(0x21, 0x21, mapped))?.source).toBe("203.0.113.7");
});

Deno.test("extensions are skipped and belong to the header", () => {
  const body = [...ipv4Body, 0x04, 0x00, 0x03, 1, 2, 3];
  const bytes = new Uint8Array([...header(0x21, 0x11, body), 0x68, 0x69]);
  expect(decodeProxyHeader(bytes)).toEqual({ source: "203.0.113.7", headerBytes: 34 });
});

Deno.test("a proxy that speaks for itself names nobody", () => {
  expect(decodeProxyHeader(header(0x20, 0x00, []))).toEqual({ source: null, headerBytes: 16 });
  expect(decodeProxyHeader(header(0x20, 0x11, ipv4Body))).toEqual({ source: null, headerBytes: 28 });
  expect(decodeProxyHeader(header(0x21, 0x00, [1, 2, 3]))).toEqual({ source: null, headerBytes: 19 });
});

Deno.test("at every split point more bytes are asked for", () => {
  const whole = header(0x21, 0x21, ipv6Body);
  for (let end = 0; end < whole.length; end += 1) expect(decodeProxyHeader(whole.subarray(0, end))).toBeNull();
});

Deno.test("a wrong signature is refused at its first wrong byte", () => {
  for (let index = 0; index < signature.length; index += 1) {
    const bytes = new Uint8Array(signature.slice(0, index + 1));
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    expect(() => decodeProxyHeader(bytes)).toThrow(ProtocolError);
  }
});

Deno.test("other versions and commands, and families that the format does not know, are refused", () => {
  expect(() => decodeProxyHeader(header(0x11, 0x11, ipv4Body))).toThrow("version 1");
  expect(() => decodeProxyHeader(header(0x22, 0x11, ipv4Body))).toThrow("command 2");
  expect(() => decodeProxyHeader(header(0x21, 0x41, ipv4Body))).toThrow("family 65");
  expect(() => decodeProxyHeader(header(0x21, 0x13, ipv4Body))).toThrow("family 19");
});

for (
  const [what, family, body] of [
    ["UDP over IPv4", 0x12, ipv4Body],
    ["UDP over IPv6", 0x22, ipv6Body],
    ["a UNIX stream", 0x31, new Array<number>(216).fill(0)],
    ["UNIX datagrams", 0x32, new Array<number>(216).fill(0)],
  ] as const
) {
  Deno.test(`a header for ${what} is skipped: the socket's own peer counts`, () => {
    const bytes = header(0x21, family, [...body]);
    expect(decodeProxyHeader(bytes)).toEqual({ source: null, headerBytes: bytes.length });
  });
}

Deno.test("addresses that are cut short are refused", () => {
  expect(() => decodeProxyHeader(header(0x21, 0x11, ipv4Body.slice(1)))).toThrow("cut short");
  expect(() => decodeProxyHeader(header(0x21, 0x21, ipv6Body.slice(1)))).toThrow("cut short");
});

Deno.test("extensions of any length are skipped, in whatever pieces they come", async () => {
  for (const extensionBytes of [2_500, 0xffff - ipv4Body.length]) {
    const bytes = header(0x21, 0x11, [...ipv4Body, ...new Array<number>(extensionBytes).fill(7)]);
    let sentBytes = 0;
    const line = Uint8Array.of(...bytes, 0x68, 0x69);
    const read = (into: Uint8Array) => {
      const piece = line.subarray(sentBytes, sentBytes + Math.min(into.byteLength, 1_000));
      into.set(piece);
      sentBytes += piece.byteLength;
      return Promise.resolve(piece.byteLength);
    };
    const { source, rest } = await readProxyHeader({ read });
    const behind = Uint8Array.of(...rest, ...line.subarray(sentBytes));
    expect([source, new TextDecoder().decode(behind)]).toEqual(["203.0.113.7", "hi"]);
  }
});

Deno.test("no bytes make the codec fail otherwise than by a ProtocolError", () => {
  const bytes = fc.uint8Array({ maxLength: 80 }).map((tail) => new Uint8Array([...signature, ...tail]));
  fc.assert(fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 80 })), (input) => {
    try {
      const decoded = decodeProxyHeader(input);
      if (decoded !== null) expect(decoded.headerBytes).toBeLessThanOrEqual(input.length);
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
    }
  }));
});
