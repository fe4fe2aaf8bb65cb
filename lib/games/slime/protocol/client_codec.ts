/** Client to server. */
import { type ByteReader, ProtocolError } from "../../../platform/bytes/byte_reader.ts";
import type { ByteWriter } from "../../../platform/bytes/byte_writer.ts";
import { type CodecTable, createBareCodec, decodeWith, encodeWith, type MessageCodec } from "./codec.ts";
import type { ClientMessage, OtherMessage } from "./messages.ts";
import { decodeText, encodeText } from "./text.ts";

/** The protocol document's bound for `mac_address`. */
const MAC_BYTES_MAX = 64;

/** A version and the credentials. A frame of empty strings would make thousands. */
const STRINGS_MAX = 4;

/** Tells four strings that begin with a version from three with something left over: no username holds a dot. */
const VERSION_SHAPE = /^\d+(\.\w+)+$/;

const NO_BYTES = new Uint8Array(0);

const CLIENT_CODECS: CodecTable<Exclude<ClientMessage, OtherMessage>> = {
  register: {
    id: 7,
    name: "REGISTER",
    read(reader) {
      const strings = readStrings(reader);
      const first = decodeText(strings[0] ?? NO_BYTES);
      if (strings.length < STRINGS_MAX || !VERSION_SHAPE.test(first)) {
        return { type: "register", version: null, ...readCredentials(strings) };
      }
      return { type: "register", version: first, ...readCredentials(strings.slice(1)) };
    },
    write(writer, message) {
      if (message.version !== null) writer.bytesAndZero(encodeText(message.version));
      writeCredentials(writer, message);
    },
  },
  login: {
    id: 10,
    name: "LOGIN",
    read(reader) {
      const [version, ...credentials] = readStrings(reader);
      if (version === undefined) throw new ProtocolError("Could not read LOGIN: no version");
      return { type: "login", version: decodeText(version), ...readCredentials(credentials) };
    },
    write(writer, message) {
      writer.bytesAndZero(encodeText(message.version));
      writeCredentials(writer, message);
    },
  },
  ping: createBareCodec(9, "PING", { type: "ping" }),
  logout: createBareCodec(6, "LOGOUT", { type: "logout" }),
};

const codecById = new Map<number, MessageCodec<ClientMessage>>(
  Object.values(CLIENT_CODECS).map((codec) => [codec.id, codec]),
);

/** @throws {ProtocolError} for a payload that is too short for its type or has bytes left over. */
export function decodeClientMessage(payload: Uint8Array): ClientMessage {
  return decodeWith(payload, (id) => codecById.get(id) ?? createOtherCodec(id));
}

/** What a payload is meant to be, whether it can be read or not; null where it is none of this half's messages. */
export function typeOf(payload: Uint8Array): keyof typeof CLIENT_CODECS | null {
  if (payload.length < 2) return null;
  const id = payload[0]! | payload[1]! << 8;
  const types = Object.keys(CLIENT_CODECS) as (keyof typeof CLIENT_CODECS)[];
  return types.find((type) => CLIENT_CODECS[type].id === id) ?? null;
}

/** @throws {RangeError} when the message does not fit a frame. */
export function encodeClientMessage(message: ClientMessage): Uint8Array {
  const codec = message.type === "other" ? createOtherCodec(message.id) : CLIENT_CODECS[message.type];
  return encodeWith<ClientMessage>(codec, message);
}

function createOtherCodec(id: number): MessageCodec<OtherMessage> {
  return {
    id,
    name: "OTHER",
    read: (reader) => ({ type: "other", id, payload: reader.rest() }),
    write: (writer, message) => writer.bytes(message.payload),
  };
}

interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly macAddress: string;
}

/** All that is left, as strings. */
function readStrings(reader: ByteReader): Uint8Array[] {
  const strings: Uint8Array[] = [];
  while (reader.remaining > 0 && strings.length < STRINGS_MAX) strings.push(reader.bytesUntilZero());
  return strings;
}

function readCredentials([username, password, macAddress, ...more]: readonly Uint8Array[]): Credentials {
  if (username === undefined || password === undefined || macAddress === undefined || more.length > 0) {
    throw new ProtocolError("Could not read the credentials: not three strings");
  }
  if (macAddress.length > MAC_BYTES_MAX) {
    throw new ProtocolError(`Could not read the MAC address: ${macAddress.length} bytes, the most is ${MAC_BYTES_MAX}`);
  }
  return {
    username: decodeText(username),
    password: decodeText(password).normalize("NFC"),
    macAddress: decodeText(macAddress),
  };
}

function writeCredentials(writer: ByteWriter, { username, password, macAddress }: Credentials): void {
  for (const text of [username, password, macAddress]) writer.bytesAndZero(encodeText(text));
}
