import { expect } from "expect";
import fc from "fast-check";
import { ProtocolError } from "../../../../../lib/platform/errors.ts";
import {
  type BinaryMessage,
  decodeBinaryMessage,
  encodeBinaryMessage,
} from "../../../../../lib/games/wildstar/sts/protocol/binary_messages.ts";
import vectors from "../../../../vectors/sts_binary.json" with { type: "json" };

const bytes = (hex: string) => Uint8Array.fromHex(hex);
const decode = (frame: Uint8Array) => decodeBinaryMessage(frame.subarray(4));
const { given } = vectors;

// The fields as they stand in the frames, by their places: size 4, opcode 2, build 4, count 4, e-mail 36.
const clientPublicKey = bytes(vectors.client_proof).subarray(50, 178);
const clientProof = bytes(vectors.client_proof).subarray(178);

const MESSAGES: Record<string, { message: BinaryMessage; frame: string }> = {
  "the question for the challenge": {
    message: {
      type: "clientHelloAuth",
      build: 16042,
      email: given.identity,
      clientPublicKey,
      clientProof: new Uint8Array(32),
    },
    frame: vectors.client_asks_challenge,
  },
  "the challenge": {
    message: {
      type: "challenge",
      salt: bytes(given.salt),
      publicKey: bytes(vectors.server_challenge).subarray(4 + 2 + 16),
    },
    frame: vectors.server_challenge,
  },
  "the proof": {
    message: { type: "clientHelloAuth", build: 16042, email: given.identity, clientPublicKey, clientProof },
    frame: vectors.client_proof,
  },
  "the acceptance": {
    message: {
      type: "accepted",
      serverProof: bytes("dd2269bd2b30058c3ea53a13faec410a7716667fe74a82513362659b62677cda"),
      gameToken: bytes(given.game_token_bytes),
    },
    frame: vectors.server_accepted,
  },
  "a denial": {
    message: { type: "denied", result: 16, errorValue: 0, daysSuspended: 0 },
    frame: vectors.server_denied_16,
  },
  "a denial for 2.5 days": {
    message: { type: "denied", result: 21, errorValue: 0, daysSuspended: 2.5 },
    frame: vectors.server_denied_21_for_2_5_days,
  },
};

for (const [what, { message, frame }] of Object.entries(MESSAGES)) {
  Deno.test(`vector: ${what}, in both directions`, () => {
    expect(encodeBinaryMessage(message).toHex()).toBe(frame);
    expect(decode(bytes(frame))).toEqual(message);
  });

  Deno.test(`refused: ${what} with a byte too few or too many`, () => {
    expect(() => decode(bytes(frame).subarray(0, -1))).toThrow(ProtocolError);
    expect(() => decode(bytes(`${frame}00`))).toThrow(ProtocolError);
  });
}

Deno.test("unknown opcodes and packets without one are refused", () => {
  for (const packet of [[], [4], [3, 0], [0xff, 0xff]]) {
    expect(() => decodeBinaryMessage(Uint8Array.from(packet))).toThrow(ProtocolError);
  }
});

Deno.test("a count that lies is refused before anything is allocated", () => {
  const packet = bytes(vectors.client_proof).slice(4);
  packet.set([0xff, 0xff, 0xff, 0xff], 6);
  expect(() => decodeBinaryMessage(packet)).toThrow(ProtocolError);
});

Deno.test("any bytes are read or refused, never anything else", () => {
  const opcode = fc.constantFrom([4, 0], [5, 0], [6, 0], [7, 0], [8, 0]);
  fc.assert(fc.property(opcode, fc.uint8Array({ maxLength: 250 }), (head, rest) => {
    try {
      decodeBinaryMessage(Uint8Array.from([...head, ...rest]));
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
    }
  }));
});
