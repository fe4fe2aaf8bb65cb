/** Packets inside packets: the packed form travels in an envelope of its own opcode, as a rule encrypted. */
import { ByteReader, ProtocolError } from "../../../../platform/bytes/byte_reader.ts";
import { ByteWriter } from "../../../../platform/bytes/byte_writer.ts";
import { authKeyNumber, createPacketCrypt } from "../../crypto/packet_crypt.ts";
import { decodePacket, encodePacket, FRAME_BYTES_MAX, type Packet } from "../../protocol/frame.ts";
import { AUTH_MESSAGE, CLIENT_BUILD } from "../../protocol/server_hello.ts";

export const CLIENT_ENCRYPTED_OPCODE = 0x0244;
/** The same without encryption. */
export const CLIENT_PACKED_OPCODE = 0x025c;
export const SERVER_ENCRYPTED_OPCODE = 0x0076;

const LENGTH_BYTES = 4;

/** One key for every line of this server: the cipher hides nothing from whoever has a client. */
const crypt = createPacketCrypt(authKeyNumber(CLIENT_BUILD, AUTH_MESSAGE));

export function seal(opcode: number, packet: Packet): Packet {
  const inner = encodePacket(packet);
  const writer = new ByteWriter(FRAME_BYTES_MAX).u32(LENGTH_BYTES + inner.length);
  return { opcode, payload: writer.bytes(opcode === CLIENT_PACKED_OPCODE ? inner : crypt.encrypt(inner)).finish() };
}

/** @throws {ProtocolError} when the length is another than what is there */
export function unseal({ opcode, payload }: Packet): Packet {
  const reader = new ByteReader(payload);
  const length = reader.u32();
  if (length !== payload.length) throw new ProtocolError(`Could not open an envelope: ${length} bytes are not there`);
  const inner = reader.rest();
  return decodePacket(opcode === CLIENT_PACKED_OPCODE ? inner : crypt.decrypt(inner));
}
