/** Clients of Auth in both forms, written from docs/protocols/wildstar.md alone. */
import type { Denied } from "./binary_client.ts";
import { PackedFields, PackedReading } from "./bits.ts";
import { Fields, frame, type Packet, readPacket, readServerHello, u16, u32, wide } from "./frames.ts";
import type { Line } from "./line.ts";
import { join, toBytesOf, toNumber } from "./numbers.ts";
import { decrypt, encrypt } from "./packet_cipher.ts";

interface AuthHello {
  readonly email: string;
  readonly token: Uint8Array;
  readonly build?: number;
}

/** How a hello travels; all but `documented` are packed. */
export type Travel = "encrypted" | "packed" | "plain" | "documented";

export type AuthAnswer =
  | { readonly type: "accepted" }
  | { readonly type: "messages"; readonly messages: { index: number; texts: string[] }[] }
  | {
    readonly type: "realm";
    readonly address: number;
    readonly port: number;
    readonly sessionKey: Uint8Array<ArrayBuffer>;
    readonly accountId: number;
    readonly name: string;
    readonly flags: number;
    readonly pvp: number;
    readonly noteTextId: number;
  }
  | { readonly type: "denied" } & Denied;

export type Realm = Extract<AuthAnswer, { type: "realm" }>;

const HELLO = 0x0592;
const ENVELOPES = { encrypted: 0x0244, packed: 0x025C };
const UNNAMED = new Uint8Array(16).fill(0xEE);

export class AuthClient {
  readonly line: Line;

  constructor(line: Line) {
    this.line = line;
  }

  async greeted(): Promise<this> {
    await readServerHello(this.line);
    return this;
  }

  /** Everything that the server answers to one hello, in the form that belongs to it. */
  async ask(hello: AuthHello, travel: Travel = "encrypted"): Promise<AuthAnswer[]> {
    await this.line.write(helloFrame(hello, travel));
    return await this.answers(travel);
  }

  /** Up to the realm or a denial; empty once the server has ended the line. */
  async answers(travel: Travel): Promise<AuthAnswer[]> {
    const answers: AuthAnswer[] = [];
    while (true) {
      const packet = await readPacket(this.line);
      if (packet === null) return answers;
      const answer = travel === "documented" ? readDocumented(packet) : readPacked(packet);
      answers.push(answer);
      if (answer.type === "realm" || answer.type === "denied") return answers;
    }
  }
}

export function helloFrame(hello: AuthHello, travel: Travel): Uint8Array<ArrayBuffer> {
  if (travel === "documented") return frame({ opcode: HELLO, payload: documentedHello(hello) });
  const payload = packedHello(hello);
  if (travel === "plain") return frame({ opcode: HELLO, payload });
  const inner = join(u16(HELLO), payload);
  const sealed = travel === "encrypted" ? encrypt(inner) : inner;
  return frame({ opcode: ENVELOPES[travel], payload: join(u32(sealed.length + 4), sealed) });
}

function packedHello({ email, token, build = 16042 }: AuthHello): Uint8Array<ArrayBuffer> {
  return new PackedFields().number(build, 32).number(0x1588, 64).textWithNul(email).bytes(UNNAMED).bytes(token)
    .numbers([0x0100007F, 1, 0, 0])
    .text("GenuineIntel").text("A processor").text("a".repeat(130)).numbers([6, 60, 3, 4000, 8]).number(16384, 32)
    .text("").numbers([1, 2, 3, 4, 5]).numbers([6, 1, 7601, 0]).number(0, 32)
    .pack();
}

/** What may be missing is. */
function documentedHello({ email, token, build = 16042 }: AuthHello): Uint8Array<ArrayBuffer> {
  return join(u32(build), toBytesOf(8, 0x1588n), wide(email), UNNAMED, token, u32(0), u32(1), u32(0), u32(0));
}

function readPacked({ opcode, payload }: Packet): AuthAnswer {
  if (opcode !== 0x0076) throw new Error(`Instead of an encrypted packet came ${opcode}`);
  if (toNumber(payload.subarray(0, 4)) !== BigInt(payload.length)) throw new Error("The envelope's length is wrong");
  const inner = decrypt(payload.subarray(4));
  const fields = new PackedReading(inner.subarray(2));
  const answer = readAnswer(Number(toNumber(inner.subarray(0, 2))), fields, 0x0763, {
    texts: () => Array.from({ length: fields.number(8) }, () => fields.text()),
    typeAndNote: () => ({ pvp: fields.number(2), noteTextId: fields.number(21) }),
  });
  fields.end();
  return answer;
}

function readDocumented({ opcode, payload }: Packet): AuthAnswer {
  const fields = new Fields(payload);
  const answer = readAnswer(opcode, fields, 0x0593, {
    texts: () => [fields.text()],
    typeAndNote() {
      const both = fields.number(32);
      return { pvp: both % 4, noteTextId: Math.floor(both / 4) };
    },
  });
  fields.end();
  return answer;
}

interface OddFields {
  texts(): string[];
  typeAndNote(): { pvp: number; noteTextId: number };
}

function readAnswer(
  opcode: number,
  fields: Fields | PackedReading,
  messagesOpcode: number,
  odd: OddFields,
): AuthAnswer {
  switch (opcode) {
    case 0x0591:
      if (fields.number(32) !== 0) throw new Error("ServerAuthAccepted carries something");
      return { type: "accepted" };
    case messagesOpcode: {
      const messages = Array.from(
        { length: fields.number(32) },
        () => ({ index: fields.number(32), texts: odd.texts() }),
      );
      return { type: "messages", messages };
    }
    case 0x03DB:
      return {
        type: "realm",
        address: fields.number(32),
        port: fields.number(16),
        sessionKey: fields.bytes(16),
        accountId: fields.number(32),
        name: fields.text(),
        flags: fields.number(32),
        ...odd.typeAndNote(),
      };
    case 0x063D:
      return { type: "denied", result: fields.number(32), errorValue: fields.number(32), days: fields.float() };
    default:
      throw new Error(`There is no packet ${opcode} in this form`);
  }
}
