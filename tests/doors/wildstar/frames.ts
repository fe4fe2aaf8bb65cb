/** Frames of Auth and of STS's documented dialect, and their byte-aligned fields. */
import type { Line } from "./line.ts";
import { join, toBytesOf, toNumber } from "./numbers.ts";

export interface Packet {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

export const u16 = (value: number): Uint8Array<ArrayBuffer> => toBytesOf(2, BigInt(value));
export const u32 = (value: number): Uint8Array<ArrayBuffer> => toBytesOf(4, BigInt(value));

/** `u32` count, then UTF-16LE. */
export function wide(text: string): Uint8Array<ArrayBuffer> {
  return join(u32(text.length), ...[...Array(text.length).keys()].map((index) => u16(text.charCodeAt(index))));
}

/** `u32` size with itself, `u16` opcode, payload. */
export function frame({ opcode, payload }: Packet): Uint8Array<ArrayBuffer> {
  return join(u32(6 + payload.length), u16(opcode), payload);
}

/** The next frame's packet; null once the server has ended the line. */
export async function readPacket(line: Line): Promise<Packet | null> {
  const head = await line.read(6);
  if (head === null) return null;
  const payload = await line.read(Number(toNumber(head.subarray(0, 4))) - 6);
  if (payload === null) throw new Error("The line ended in the middle of a frame");
  return { opcode: Number(toNumber(head.subarray(4))), payload };
}

/** Byte-aligned fields, one behind the other. */
export class Fields {
  readonly #bytes: Uint8Array;
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.slice(this.#next, this.#next + count);
    if (bytes.length < count) throw new Error("The packet ends inside a field");
    this.#next += count;
    return bytes as Uint8Array<ArrayBuffer>;
  }

  number(bits: number): number {
    return Number(toNumber(this.bytes(bits / 8)));
  }

  text(): string {
    return String.fromCharCode(...Array.from({ length: this.number(32) }, () => this.number(16)));
  }

  float(): number {
    return new DataView(this.bytes(4).buffer).getFloat32(0, true);
  }

  end(): void {
    if (this.#next < this.#bytes.length) {
      throw new Error(`The packet has ${this.#bytes.length - this.#next} bytes more`);
    }
  }
}

/** What ServerHello says, in the clear, packed: the same from STS's documented dialect and from Auth. */
export const SERVER_HELLO = {
  opcode: 3,
  payload: "aa3e0000010000001500000000000000000000000000000000000314332f0100000000000000000000000000000000",
};

/** @throws when something else comes */
export async function readServerHello(line: Line): Promise<void> {
  const packet = await readPacket(line);
  if (packet?.opcode === SERVER_HELLO.opcode && packet.payload.toHex() === SERVER_HELLO.payload) return;
  throw new Error(`Instead of ServerHello came ${packet === null ? "the end" : packet.opcode}`);
}
