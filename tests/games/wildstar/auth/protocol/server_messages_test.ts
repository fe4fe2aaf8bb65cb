import { expect } from "expect";
import fc from "fast-check";
import { createPacketCrypt } from "../../../../../lib/games/wildstar/crypto/packet_crypt.ts";
import { ProtocolError } from "../../../../../lib/platform/errors.ts";
import {
  decodeServerMessage,
  encodeServerMessage,
  type ServerMessage,
} from "../../../../../lib/games/wildstar/auth/protocol/server_messages.ts";
import cryptVectors from "../../../../vectors/packet_crypt.json" with { type: "json" };
import vectors from "../../../../vectors/wildstar_auth.json" with { type: "json" };

const bytes = (hex: string) => Uint8Array.fromHex(hex);
const decode = (hex: string) => decodeServerMessage(bytes(hex).subarray(4));

interface Vector {
  message: ServerMessage;
  packed: string;
  documented?: string | undefined;
}

const realmInfos: Vector[] = vectors.server_realm_info.map((vector) => ({
  message: {
    type: "realmInfo",
    address: vector.fields.address,
    port: vector.fields.port,
    sessionKey: bytes(vector.fields.session_key),
    accountId: vector.fields.account_id,
    name: vector.fields.realm,
    flags: vector.fields.flags,
    realmType: vector.fields.type,
    noteTextId: vector.fields.note_text_id,
  },
  packed: vector.packed_encrypted_frame ?? sealed(vector.packed_payload),
  documented: vector.documented_frame,
}));

const VECTORS: Record<string, Vector> = {
  accepted: {
    message: { type: "accepted" },
    packed: vectors.server_auth_accepted.packed_encrypted_frame,
    documented: vectors.server_auth_accepted.documented_frame,
  },
  denied: {
    message: { type: "denied", result: 21, errorValue: 0, daysSuspended: 2.5 },
    packed: vectors.server_auth_denied.packed_encrypted_frame,
    documented: vectors.server_auth_denied.documented_frame,
  },
  "realm messages": {
    message: { type: "realmMessages", messages: [{ index: 1, texts: ["Willkommen"] }] },
    packed: vectors.server_realm_messages.packed_encrypted_frame,
    documented: vectors.server_realm_messages.documented_frame,
  },
  "realm info": realmInfos[0]!,
  "realm info with a name of more than 127 units": realmInfos[1]!,
};

for (const [what, { message, packed, documented }] of Object.entries(VECTORS)) {
  Deno.test(`vector: ${what}, in both forms and directions`, () => {
    expect(encodeServerMessage(message, "packed").toHex()).toBe(packed);
    expect(decode(packed)).toEqual(message);
    if (documented === undefined) return;
    expect(encodeServerMessage(message, "documented").toHex()).toBe(documented);
    expect(decode(documented)).toEqual(message);
  });
}

Deno.test("the documented form has one text for each message: the lines of several", () => {
  const message = { type: "realmMessages", messages: [{ index: 7, texts: ["a", "b"] }] } as const;
  expect(decodeServerMessage(encodeServerMessage(message, "packed").subarray(4))).toEqual(message);
  expect(decodeServerMessage(encodeServerMessage(message, "documented").subarray(4)))
    .toEqual({ type: "realmMessages", messages: [{ index: 7, texts: ["a\nb"] }] });
});

Deno.test("the largest numbers fit", () => {
  const message: ServerMessage = {
    type: "realmInfo",
    address: "255.254.253.252",
    port: 65535,
    sessionKey: new Uint8Array(16).fill(255),
    accountId: 0xffff_ffff,
    name: "",
    flags: 0xffff_ffff,
    realmType: 3,
    noteTextId: 2 ** 21 - 1,
  };
  for (const form of ["packed", "documented"] as const) {
    expect(decodeServerMessage(encodeServerMessage(message, form).subarray(4))).toEqual(message);
  }
  expect(() => encodeServerMessage({ ...message, noteTextId: 2 ** 21 }, "packed")).toThrow(RangeError);
});

Deno.test("a message that does not fit a frame is not written", () => {
  const messages = Array.from({ length: 9 }, (_, index) => ({ index, texts: ["x".repeat(500)] }));
  for (const form of ["packed", "documented"] as const) {
    expect(() => encodeServerMessage({ type: "realmMessages", messages }, form)).toThrow(RangeError);
  }
});

Deno.test("unknown opcodes, and those of the other form, are refused", () => {
  for (const frame of ["0a00000092050000 0000", "0e0000006307 00000000 00000000"]) {
    expect(() => decode(frame.replaceAll(" ", ""))).toThrow(ProtocolError);
  }
});

Deno.test("any bytes are read or refused, never anything else", () => {
  const opcode = fc.constantFrom([0x91, 5], [0x93, 5], [0xdb, 3], [0x3d, 6], [0x76, 0], []);
  fc.assert(fc.property(opcode, fc.uint8Array({ maxLength: 120 }), (head, rest) => {
    try {
      decodeServerMessage(Uint8Array.from([...head, ...rest]));
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
    }
  }));
});

/** The frame of a payload whose vector has no frame: size, 0x0076, length, then opcode 0x03DB and payload enciphered. */
function sealed(payload: string): string {
  const crypt = createPacketCrypt(BigInt(`0x${cryptVectors.auth_key}`));
  const cipher = crypt.encrypt(bytes(`db03${payload}`));
  const u32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer).toHex();
  return `${u32(cipher.length + 10)}7600${u32(cipher.length + 4)}${cipher.toHex()}`;
}
