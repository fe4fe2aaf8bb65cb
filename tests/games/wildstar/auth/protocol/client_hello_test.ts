import { expect } from "expect";
import fc from "fast-check";
import { ProtocolError } from "../../../../../lib/platform/errors.ts";
import {
  type ClientHelloAuth,
  decodeClientHello,
  encodeClientHello,
  formOf,
} from "../../../../../lib/games/wildstar/auth/protocol/client_hello.ts";
import binaryVectors from "../../../../vectors/sts_binary.json" with { type: "json" };
import vectors from "../../../../vectors/wildstar_auth.json" with { type: "json" };

const bytes = (hex: string) => Uint8Array.fromHex(hex);
const decode = (hex: string) => decodeClientHello(bytes(hex).subarray(4));
const form = (hex: string) => formOf(bytes(hex).subarray(4));

const packed = vectors.client_hello_auth_packed;
const documented = vectors.client_hello_auth_documented;

/** The fields as they can be seen in the vector's bytes. */
const PACKED_HELLO: ClientHelloAuth = {
  build: 16042,
  constant: 0x1588n,
  email: "player@example.com",
  unnamed: bytes("9f2305fbcbe1e55401f967163cbe26b8"),
  gameToken: bytes(packed.game_token),
  address: 0x0100007f,
  language: 1,
  gameMode: 0,
  unused: 0,
  hardware: {
    processorTexts: [
      "GenuineIntel",
      "Intel(R) Core(TM) i7-4790K CPU @ 4.00GHz",
      "Intel64 Family 6 Model 60 Stepping 3",
    ],
    processor: [6, 60, 3, 4000, 8],
    memory: 16384,
    graphicsText: "NVIDIA GeForce GTX 970",
    graphics: [0x10de, 0x13c2, 0, 0xa1, 4096],
    system: [0x00010009, 0x00060001, 0x00010000, 1],
    dataCentre: 0,
  },
};

const DOCUMENTED_HELLO: ClientHelloAuth = {
  ...PACKED_HELLO,
  unnamed: bytes("46b107a3c951f9fdd8d65f4fc7ef59d1"),
  gameToken: bytes(documented.game_token),
  address: 0,
  language: 0,
  hardware: null,
};

Deno.test("vector: the packed hello, encrypted", () => {
  expect(form(packed.encrypted_frame)).toBe("packed");
  expect(decode(packed.encrypted_frame)).toEqual(PACKED_HELLO);
  expect(encodeClientHello(PACKED_HELLO, "packed", "encrypted").toHex()).toBe(packed.encrypted_frame);
});

Deno.test("vector: the packed hello in an envelope without encryption", () => {
  expect(form(binaryVectors.client_packed.frame)).toBe("packed");
  expect(decode(binaryVectors.client_packed.frame)).toEqual(PACKED_HELLO);
  expect(encodeClientHello(PACKED_HELLO, "packed", "packed").toHex()).toBe(binaryVectors.client_packed.frame);
});

Deno.test("vector: the packed hello, plain", () => {
  expect(form(packed.plain_frame)).toBe("packed");
  expect(decode(packed.plain_frame)).toEqual(PACKED_HELLO);
  expect(encodeClientHello(PACKED_HELLO, "packed").toHex()).toBe(packed.plain_frame);
});

Deno.test("vector: the documented hello", () => {
  expect(form(documented.frame)).toBe("documented");
  expect(decode(documented.frame)).toEqual(DOCUMENTED_HELLO);
  expect(encodeClientHello(DOCUMENTED_HELLO, "documented").toHex()).toBe(documented.frame);
});

Deno.test("in the documented form anything may follow", () => {
  expect(decode(`${documented.frame}0102030405`)).toEqual(DOCUMENTED_HELLO);
});

Deno.test("an envelope whose length is wrong is refused, even if a hello is in it", () => {
  const frame = bytes(binaryVectors.client_packed.frame).subarray(4);
  for (const change of [-1, 1]) {
    const changed = frame.slice();
    changed[2]! += change;
    expect(() => decodeClientHello(changed)).toThrow(ProtocolError);
  }
});

Deno.test("inside an envelope a hello is packed, even when it looks documented", () => {
  // An empty e-mail: the two bytes behind the count are zero in the packed form as well.
  const hello = { ...PACKED_HELLO, email: "", unnamed: new Uint8Array(16) };
  for (const envelope of ["encrypted", "packed"] as const) {
    const frame = encodeClientHello(hello, "packed", envelope);
    expect(decode(frame.toHex())).toEqual(hello);
  }
});

Deno.test("a count of 0 is an empty e-mail too; a missing NUL is refused", () => {
  const payload = bytes(packed.plain_frame).subarray(6);
  const withEmail = (count: number, units: number[]) =>
    Uint8Array.from([0x92, 0x05, ...payload.subarray(0, 12), count, 0, ...units, ...payload.subarray(14 + 38)]);
  expect(() => decodeClientHello(withEmail(2, [65, 0, 66, 0]))).toThrow("final NUL is missing");
  expect(decodeClientHello(withEmail(2, [65, 0, 0, 0])).email).toBe("A");
});

const REFUSED: Record<string, Uint8Array> = {
  "nothing": new Uint8Array(0),
  "half an opcode": Uint8Array.of(0x92),
  "another opcode": bytes("930500000000"),
  "another opcode inside an envelope": bytes("5c020a000000910500000000"),
  "an envelope whose length is too small": bytes("5c020900000092050000000000"),
  "an envelope whose length is too large": bytes("5c020b000000920500000000"),
  "an envelope in an envelope": bytes("5c020a0000005c0206000000"),
  "a documented hello that ends early": bytes(documented.frame).subarray(4, -1),
  "a packed hello that ends early": bytes(packed.plain_frame).subarray(4, -1),
  "a packed hello with a byte too many": bytes(`${packed.plain_frame}00`).subarray(4),
  "an encrypted hello that ends early": bytes(packed.encrypted_frame).subarray(4, -1),
};

for (const [what, frame] of Object.entries(REFUSED)) {
  Deno.test(`refused: ${what}`, () => {
    expect(() => decodeClientHello(frame)).toThrow(ProtocolError);
    expect(["packed", "documented"]).toContain(formOf(frame));
  });
}

Deno.test("any bytes are read or refused, never anything else", () => {
  const opcode = fc.constantFrom([0x92, 5], [0x5c, 2], [0x44, 2], [0, 0], []);
  fc.assert(fc.property(opcode, fc.uint8Array({ maxLength: 300 }), (head, rest) => {
    const frame = Uint8Array.from([...head, ...rest]);
    formOf(frame);
    try {
      decodeClientHello(frame);
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
    }
  }));
});

Deno.test("any hello is written and read back in every way it can travel", () => {
  const u32 = fc.nat(0xffff_ffff);
  const text = fc.string({ unit: "grapheme", maxLength: 200 });
  const numbers = (count: number) => fc.array(u32, { minLength: count, maxLength: count });
  const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const hello = fc.record({
    build: u32,
    constant: fc.bigInt(0n, 2n ** 64n - 1n),
    email: fc.emailAddress(),
    unnamed: sixteen,
    gameToken: sixteen,
    address: u32,
    language: u32,
    gameMode: u32,
    unused: u32,
    hardware: fc.record({
      processorTexts: fc.array(text, { minLength: 3, maxLength: 3 }),
      processor: numbers(5),
      memory: u32,
      graphicsText: text,
      graphics: numbers(5),
      system: numbers(4),
      dataCentre: u32,
    }),
  });
  fc.assert(fc.property(hello, (hello) => {
    for (const envelope of ["encrypted", "packed", "plain"] as const) {
      expect(decodeClientHello(encodeClientHello(hello, "packed", envelope).subarray(4))).toEqual(hello);
    }
    const frame = encodeClientHello(hello, "documented");
    expect(decodeClientHello(frame.subarray(4))).toEqual({ ...hello, hardware: null });
  }));
});
