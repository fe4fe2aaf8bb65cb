/** The documented dialect of STS: byte-aligned packets. */
import { ByteReader, ProtocolError } from "../../../../platform/bytes/byte_reader.ts";
import { ByteWriter } from "../../../../platform/bytes/byte_writer.ts";
import { SRP6_KEY_BYTES, SRP6_PROOF_BYTES, SRP6_SALT_BYTES } from "../../crypto/srp6.ts";
import { decodePacket, encodeFrame, FRAME_BYTES_MAX } from "../../protocol/frame.ts";
import { readWideText, writeWideText } from "../../protocol/wide_text.ts";

const GAME_TOKEN_BYTES = 16;

export interface ClientHelloAuth {
  readonly type: "clientHelloAuth";
  readonly build: number;
  readonly email: string;
  /** A, 128 bytes. */
  readonly clientPublicKey: Uint8Array;
  /** M1, 32 bytes; all zero asks for the challenge. */
  readonly clientProof: Uint8Array;
}

export interface ServerAuthAccepted {
  readonly type: "accepted";
  /** M2, 32 bytes. */
  readonly serverProof: Uint8Array;
  /** 16 bytes. */
  readonly gameToken: Uint8Array;
}

export interface ServerAuthDenied {
  readonly type: "denied";
  readonly result: number;
  readonly errorValue: number;
  readonly daysSuspended: number;
}

/** The project's own: the documents give the client no way to learn B. */
interface ServerChallenge {
  readonly type: "challenge";
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** B in 128 bytes. */
  readonly publicKey: Uint8Array;
}

export type BinaryMessage = ClientHelloAuth | ServerAuthAccepted | ServerAuthDenied | ServerChallenge;

interface MessageCodec<Message> {
  readonly opcode: number;
  read(reader: ByteReader): Message;
  write(writer: ByteWriter, message: Message): void;
}

type CodecTable = {
  readonly [Type in BinaryMessage["type"]]: MessageCodec<Extract<BinaryMessage, { type: Type }>>;
};

const CODECS: CodecTable = {
  clientHelloAuth: {
    opcode: 0x0004,
    read: (reader) => ({
      type: "clientHelloAuth",
      build: reader.u32(),
      email: readWideText(reader),
      clientPublicKey: reader.bytes(SRP6_KEY_BYTES),
      clientProof: reader.bytes(SRP6_PROOF_BYTES),
    }),
    write(writer, message) {
      writer.u32(message.build);
      writeWideText(writer, message.email);
      writer.bytes(message.clientPublicKey).bytes(message.clientProof);
    },
  },
  accepted: {
    opcode: 0x0005,
    read: (reader) => ({
      type: "accepted",
      serverProof: reader.bytes(SRP6_PROOF_BYTES),
      gameToken: reader.bytes(GAME_TOKEN_BYTES),
    }),
    write: (writer, message) => writer.bytes(message.serverProof).bytes(message.gameToken),
  },
  denied: {
    opcode: 0x0006,
    read: (reader) => ({
      type: "denied",
      result: reader.u32(),
      errorValue: reader.u32(),
      daysSuspended: reader.f32(),
    }),
    write: (writer, message) => writer.u32(message.result).u32(message.errorValue).f32(message.daysSuspended),
  },
  challenge: {
    opcode: 0x0007,
    read: (reader) => ({
      type: "challenge",
      salt: reader.bytes(SRP6_SALT_BYTES),
      publicKey: reader.bytes(SRP6_KEY_BYTES),
    }),
    write: (writer, message) => writer.bytes(message.salt).bytes(message.publicKey),
  },
};

const codecByOpcode = new Map<number, MessageCodec<BinaryMessage>>(
  Object.values(CODECS).map((codec) => [codec.opcode, codec]),
);

/** A key in its 128 bytes, with high zeros: what this dialect sends of a number that has fewer. */
export function padPublicKey(minimal: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(SRP6_KEY_BYTES);
  padded.set(minimal);
  return padded;
}

/** A whole frame, ready to be sent. */
export function encodeBinaryMessage(message: BinaryMessage): Uint8Array<ArrayBuffer> {
  const codec: MessageCodec<BinaryMessage> = CODECS[message.type];
  const writer = new ByteWriter(FRAME_BYTES_MAX);
  codec.write(writer, message);
  return encodeFrame({ opcode: codec.opcode, payload: writer.finish() });
}

/**
 * What a frame holds behind its size.
 * @throws {ProtocolError} for an unknown opcode, too few bytes or some left over
 */
export function decodeBinaryMessage(bytes: Uint8Array): BinaryMessage {
  const { opcode, payload } = decodePacket(bytes);
  const codec = codecByOpcode.get(opcode);
  if (codec === undefined) throw new ProtocolError(`Could not read a packet: opcode ${opcode} is unknown`);
  const reader = new ByteReader(payload);
  const message = codec.read(reader);
  reader.expectEnd();
  return message;
}
