/** Server to client. */
import { ProtocolError } from "../../../platform/bytes/byte_reader.ts";
import { readAccountData, writeAccountData } from "./account_data.ts";
import { type CodecTable, createBareCodec, decodeWith, encodeWith, type MessageCodec, readResult } from "./codec.ts";
import { LOGIN_CASES, REGISTER_RESULTS, type ServerMessage } from "./messages.ts";

const SERVER_CODECS: CodecTable<ServerMessage> = {
  register_result: {
    id: 7,
    name: "REGISTER",
    read: (reader) => ({ type: "register_result", result: readResult(reader, REGISTER_RESULTS) }),
    write: (writer, message) => writer.u8(REGISTER_RESULTS[message.result]),
  },
  login_result: {
    id: 10,
    name: "LOGIN",
    read(reader) {
      const result = readResult(reader, LOGIN_CASES);
      if (result !== "success") return { type: "login_result", result };
      return { type: "login_result", result, account: readAccountData(reader) };
    },
    write(writer, message) {
      writer.u8(LOGIN_CASES[message.result]);
      if (message.result === "success") writeAccountData(writer, message.account);
    },
  },
  ping: createBareCodec(9, "PING", { type: "ping" }),
  server_close: createBareCodec(24, "SERVER_CLOSE", { type: "server_close" }),
};

const codecById = new Map<number, MessageCodec<ServerMessage>>(
  Object.values(SERVER_CODECS).map((codec) => [codec.id, codec]),
);

/** @throws {ProtocolError} for an id that is none, a payload that is too short or one with bytes left over. */
export function decodeServerMessage(payload: Uint8Array): ServerMessage {
  return decodeWith(payload, (id) => {
    const codec = codecById.get(id);
    if (codec === undefined) throw new ProtocolError(`Could not read a message: its id ${id} is none`);
    return codec;
  });
}

/** @throws {RangeError} when a number does not fit its field or the message a frame. */
export function encodeServerMessage(message: ServerMessage): Uint8Array {
  return encodeWith<ServerMessage>(SERVER_CODECS[message.type], message);
}
