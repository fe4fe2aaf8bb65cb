/** What Auth answers, in both forms and both directions. */
import { ProtocolError } from "../../../../platform/bytes/byte_reader.ts";
import { decodePacket, encodeFrame } from "../../protocol/frame.ts";
import { seal, SERVER_ENCRYPTED_OPCODE, unseal } from "./envelope.ts";
import { createFormReader, createFormWriter, type FormName, type FormReader, type FormWriter } from "./form.ts";

export interface ServerAuthAccepted {
  readonly type: "accepted";
}

export interface ServerAuthDenied {
  readonly type: "denied";
  readonly result: number;
  readonly errorValue: number;
  readonly daysSuspended: number;
}

export interface RealmMessage {
  readonly index: number;
  /** In the documented form one text: the lines of several. */
  readonly texts: readonly string[];
}

export interface ServerRealmMessages {
  readonly type: "realmMessages";
  readonly messages: readonly RealmMessage[];
}

export interface ServerRealmInfo {
  readonly type: "realmInfo";
  /** IPv4, dotted. */
  readonly address: string;
  readonly port: number;
  /** 16 bytes. */
  readonly sessionKey: Uint8Array;
  readonly accountId: number;
  readonly name: string;
  readonly flags: number;
  /** 0 PvE, 1 PvP. */
  readonly realmType: number;
  /** 21 bits. */
  readonly noteTextId: number;
}

export type ServerMessage = ServerAuthAccepted | ServerAuthDenied | ServerRealmMessages | ServerRealmInfo;

interface MessageCodec<Message> {
  readonly opcodes: Readonly<Record<FormName, number>>;
  read(reader: FormReader): Message;
  write(writer: FormWriter, message: Message): void;
}

type CodecTable = {
  readonly [Type in ServerMessage["type"]]: MessageCodec<Extract<ServerMessage, { type: Type }>>;
};

const SESSION_KEY_BYTES = 16;
const TYPE_BITS = 2;

const CODECS: CodecTable = {
  accepted: {
    opcodes: { packed: 0x0591, documented: 0x0591 },
    read(reader) {
      reader.u32();
      return { type: "accepted" };
    },
    write: (writer) => writer.u32(0),
  },
  denied: {
    opcodes: { packed: 0x063d, documented: 0x063d },
    read: (reader) => ({
      type: "denied",
      result: reader.u32(),
      errorValue: reader.u32(),
      daysSuspended: reader.f32(),
    }),
    write: (writer, message) => writer.u32(message.result).u32(message.errorValue).f32(message.daysSuspended),
  },
  realmMessages: {
    opcodes: { packed: 0x0763, documented: 0x0593 },
    read(reader) {
      const messages: RealmMessage[] = [];
      for (let left = reader.u32(); left > 0; left--) messages.push({ index: reader.u32(), texts: reader.texts() });
      return { type: "realmMessages", messages };
    },
    write(writer, { messages }) {
      writer.u32(messages.length);
      for (const { index, texts } of messages) writer.u32(index).texts(texts);
    },
  },
  realmInfo: {
    opcodes: { packed: 0x03db, documented: 0x03db },
    read(reader) {
      const fields = {
        address: formatIpv4(reader.u32()),
        port: reader.u16(),
        sessionKey: reader.bytes(SESSION_KEY_BYTES),
        accountId: reader.u32(),
        name: reader.text(),
        flags: reader.u32(),
      };
      const typeAndNote = reader.typeAndNote();
      const realmType = typeAndNote % 2 ** TYPE_BITS;
      return { type: "realmInfo", ...fields, realmType, noteTextId: typeAndNote >>> TYPE_BITS };
    },
    write(writer, message) {
      writer.u32(parseIpv4(message.address)).u16(message.port).bytes(message.sessionKey).u32(message.accountId);
      writer.text(message.name).u32(message.flags);
      writer.typeAndNote(message.realmType + message.noteTextId * 2 ** TYPE_BITS);
    },
  },
};

/** A whole frame, ready to be sent: packed and encrypted, or documented and plain. */
export function encodeServerMessage(message: ServerMessage, form: FormName): Uint8Array<ArrayBuffer> {
  const codec: MessageCodec<ServerMessage> = CODECS[message.type];
  const writer = createFormWriter(form);
  codec.write(writer, message);
  const packet = { opcode: codec.opcodes[form], payload: writer.finish() };
  return encodeFrame(form === "packed" ? seal(SERVER_ENCRYPTED_OPCODE, packet) : packet);
}

/**
 * What a frame holds behind its size.
 * @throws {ProtocolError}
 */
export function decodeServerMessage(frame: Uint8Array): ServerMessage {
  const outer = decodePacket(frame);
  const form: FormName = outer.opcode === SERVER_ENCRYPTED_OPCODE ? "packed" : "documented";
  const { opcode, payload } = form === "packed" ? unseal(outer) : outer;
  const codecs: MessageCodec<ServerMessage>[] = Object.values(CODECS);
  const codec = codecs.find(({ opcodes }) => opcodes[form] === opcode);
  if (codec === undefined) throw new ProtocolError(`Could not read a packet: opcode ${opcode} is unknown`);
  const reader = createFormReader(form, payload);
  const message = codec.read(reader);
  reader.expectEnd();
  return message;
}

/** a.b.c.d as 0xAABBCCDD. */
function parseIpv4(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

function formatIpv4(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
}
