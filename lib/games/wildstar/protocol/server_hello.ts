/** The first packet of a server, always in the clear and always the same. */
import { BitReader } from "../../../platform/bytes/bit_reader.ts";
import { BitWriter } from "../../../platform/bytes/bit_writer.ts";
import { encodeFrame } from "./frame.ts";

export const CLIENT_BUILD = 16042;
/** Goes into the key of the packet cipher, on both sides. */
export const AUTH_MESSAGE = 0x097998a0;

export const SERVER_HELLO_OPCODE = 0x0003;

const CONNECTION_TYPE_BITS = 5;

/** Only these three matter to the client; the other fields are fixed. */
export interface ServerHello {
  readonly authVersion: number;
  /** 3: an Auth server. */
  readonly connectionType: number;
  readonly authMessage: number;
}

function encodeServerHello(hello: ServerHello): Uint8Array<ArrayBuffer> {
  const payload = new BitWriter()
    .u32(hello.authVersion)
    .u32(1) // realm id
    .u32(21) // realm group id
    .u32(0)
    .u64(0n)
    .u16(0)
    .bits(hello.connectionType, CONNECTION_TYPE_BITS)
    .u32(hello.authMessage)
    .u32(0)
    .u64(0n)
    .u32(0)
    .finish();
  return encodeFrame({ opcode: SERVER_HELLO_OPCODE, payload });
}

/** @throws {ProtocolError} when the payload is too short or too long */
export function decodeServerHello(payload: Uint8Array): ServerHello {
  const reader = new BitReader(payload);
  const authVersion = reader.u32();
  reader.bytes(4 + 4 + 4 + 8 + 2);
  const connectionType = reader.bits(CONNECTION_TYPE_BITS);
  const authMessage = reader.u32();
  reader.bytes(4 + 8 + 4);
  reader.expectEnd();
  return { authVersion, connectionType, authMessage };
}

/** What both servers send. */
export const SERVER_HELLO_FRAME: Uint8Array = encodeServerHello({
  authVersion: CLIENT_BUILD,
  connectionType: 3,
  authMessage: AUTH_MESSAGE,
});
