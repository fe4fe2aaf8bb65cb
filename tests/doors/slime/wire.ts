/** Frames and fields of Slime Online 2, from docs/protocols/slime-online-2.md alone. */
import { rc4 } from "./rc4.ts";

const TO_SERVER = "retrtz7jmijb5467n47";
const TO_CLIENT = "t54gz65u74njb6zg6";

export const REGISTER = 7;
export const LOGIN = 10;
export const PING = 9;
export const LOGOUT = 6;
export const SERVER_CLOSE = 24;
/** One of the game's own messages. */
export const MOVEMENT = 2;

export interface Message {
  readonly id: number;
  /** What follows the id. */
  readonly body: Uint8Array;
}

/** Text goes as ASCII; bytes go as they are. Each gets its zero. */
export function strings(...fields: readonly (string | Uint8Array)[]): Uint8Array {
  const encode = (field: string | Uint8Array) =>
    typeof field === "string" ? [...field].map((letter) => letter.charCodeAt(0)) : [...field];
  return Uint8Array.from(fields.flatMap((field) => [...encode(field), 0]));
}

/** A whole frame of the client: length in the clear, then id and body under RC4. */
export function frame(id: number, body: Uint8Array = new Uint8Array()): Uint8Array<ArrayBuffer> {
  return sealed(Uint8Array.of(id & 0xff, id >> 8, ...body));
}

/** A frame around any payload, well formed or not. */
export function sealed(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(payload.length & 0xff, payload.length >> 8, ...rc4(TO_SERVER, payload));
}

/** The first message of what the server sent, and how many bytes it took; null when it is not whole yet. */
export function openFrame(bytes: Uint8Array): { message: Message; length: number } | null {
  if (bytes.length < 2) return null;
  const length = 2 + bytes[0]! + bytes[1]! * 256;
  if (bytes.length < length) return null;
  const payload = rc4(TO_CLIENT, bytes.subarray(2, length));
  return { message: { id: payload[0]! + payload[1]! * 256, body: payload.slice(2) }, length };
}

/** Fields one behind the other, little-endian. */
export class Fields {
  readonly #bytes: Uint8Array;
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** An unsigned number of `size` bytes. */
  number(size: number): number {
    if (this.#next + size > this.#bytes.length) throw new Error(`The answer ends before byte ${this.#next + size}`);
    let value = 0;
    for (let index = size - 1; index >= 0; index--) value = value * 256 + this.#bytes[this.#next + index]!;
    this.#next += size;
    return value;
  }

  numbers(count: number, size: number): number[] {
    return Array.from({ length: count }, () => this.number(size));
  }

  text(): string {
    const end = this.#bytes.indexOf(0, this.#next);
    if (end < 0) throw new Error("The answer has a string without an end");
    const text = new TextDecoder("windows-1252").decode(this.#bytes.subarray(this.#next, end));
    this.#next = end + 1;
    return text;
  }

  end(): void {
    if (this.#next < this.#bytes.length) {
      throw new Error(`The answer has ${this.#bytes.length - this.#next} more bytes`);
    }
  }
}
