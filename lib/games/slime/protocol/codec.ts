/** A table of messages, by the id they begin with on the wire and by the type they have in the program. */
import { ByteReader, ProtocolError } from "../../../platform/bytes/byte_reader.ts";
import { ByteWriter } from "../../../platform/bytes/byte_writer.ts";

/** The largest payload of a frame, bytes. */
export const PAYLOAD_BYTES_MAX = 8192;

/** How one message is laid out behind its id. */
export interface MessageCodec<Message> {
  readonly id: number;
  /** As the protocol document calls it. */
  readonly name: string;
  read(reader: ByteReader): Message;
  write(writer: ByteWriter, message: Message): void;
}

/** One codec for each `type` of a union. */
export type CodecTable<Message extends { readonly type: string }> = {
  readonly [Type in Message["type"]]: MessageCodec<Extract<Message, { readonly type: Type }>>;
};

/** Writes the id and what follows it. */
export function encodeWith<Message>(codec: MessageCodec<Message>, message: Message): Uint8Array {
  const writer = new ByteWriter(PAYLOAD_BYTES_MAX).u16(codec.id);
  codec.write(writer, message);
  return writer.finish();
}

/**
 * Reads the id, finds its codec and reads the rest.
 * @throws {ProtocolError} when the payload is too short for its type, has bytes left over, or `find` throws it.
 */
export function decodeWith<Message>(payload: Uint8Array, find: (id: number) => MessageCodec<Message>): Message {
  const reader = new ByteReader(payload);
  const message = find(reader.u16()).read(reader);
  reader.expectEnd();
  return message;
}

/** A message that is its id and nothing else. */
export function createBareCodec<Message>(id: number, name: string, message: Message): MessageCodec<Message> {
  return { id, name, read: () => message, write: () => {} };
}

/** The key of a byte in a table of results. @throws {ProtocolError} for a byte that is not there. */
export function readResult<Result extends string>(reader: ByteReader, bytes: Readonly<Record<Result, number>>): Result {
  const byte = reader.u8();
  for (const result in bytes) if (bytes[result] === byte) return result;
  throw new ProtocolError(`Could not read a result: ${byte} is none`);
}
