/** A client of STS's documented dialect, written from docs/protocols/wildstar.md alone. */
import { Fields, frame, readPacket, readServerHello, u32, wide } from "./frames.ts";
import type { Line } from "./line.ts";
import { join, toBytesOf } from "./numbers.ts";
import { answerChallenge, type Challenge, type Login, publicKey } from "./srp6_client.ts";

export interface Denied {
  readonly result: number;
  readonly errorValue: number;
  readonly days: number;
}

export type BinaryAnswer =
  | { readonly type: "challenge"; readonly challenge: Challenge }
  | { readonly type: "accepted"; readonly M2: Uint8Array; readonly token: Uint8Array }
  | { readonly type: "denied" } & Denied;

/** A denial as tests expect it. */
export const denied = (result: number, days = 0) => ({ type: "denied" as const, result, errorValue: 0, days });

export interface Hello {
  readonly email: string;
  readonly M1?: Uint8Array;
  readonly A?: bigint;
  readonly build?: number;
}

export class BinaryClient {
  readonly line: Line;
  readonly #a = crypto.getRandomValues(new Uint8Array(32));

  constructor(line: Line) {
    this.line = line;
  }

  /** 0x0004. Without M1 it asks for the challenge. */
  hello({ email, M1 = new Uint8Array(32), A = publicKey(this.#a), build = 16042 }: Hello): Uint8Array<ArrayBuffer> {
    return frame({ opcode: 4, payload: join(u32(build), wide(email), toBytesOf(128, A), M1) });
  }

  /** To be awaited once, before the first answer. */
  async greeted(): Promise<this> {
    await readServerHello(this.line);
    return this;
  }

  async ask(hello: Hello): Promise<BinaryAnswer | null> {
    await this.line.write(this.hello(hello));
    return await this.answer();
  }

  /** Null once the server has ended the line. */
  async answer(): Promise<BinaryAnswer | null> {
    const packet = await readPacket(this.line);
    if (packet === null) return null;
    const fields = new Fields(packet.payload);
    const answer = readAnswer(packet.opcode, fields);
    fields.end();
    return answer;
  }

  proof(login: Login, challenge: Challenge): Hello {
    return { email: login.email, M1: answerChallenge(login, this.#a, challenge).M1 };
  }

  /** Challenge and proof; the answer to the first of them that is denied. */
  async logIn(login: Login): Promise<BinaryAnswer | null> {
    const first = await this.ask({ email: login.email });
    if (first?.type !== "challenge") return first;
    const expected = answerChallenge(login, this.#a, first.challenge).M2;
    const answer = await this.ask(this.proof(login, first.challenge));
    if (answer?.type === "accepted" && answer.M2.toHex() !== expected.toHex()) throw new Error("M2 is wrong");
    return answer;
  }
}

function readAnswer(opcode: number, fields: Fields): BinaryAnswer {
  switch (opcode) {
    case 5:
      return { type: "accepted", M2: fields.bytes(32), token: fields.bytes(16) };
    case 6:
      return { type: "denied", result: fields.number(32), errorValue: fields.number(32), days: fields.float() };
    case 7:
      return { type: "challenge", challenge: { salt: fields.bytes(16), B: fields.bytes(128) } };
    default:
      throw new Error(`There is no packet ${opcode}`);
  }
}
