/**
 * A connection of our own accept loop as a Node stream, to be given to `node:http`. Listening itself is not left to
 * `node:http`: on Deno 2.9 its listener never accepts again after running out of file descriptors once.
 */
import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import { parseAddress } from "../addresses/address.ts";
import type { Clock } from "../clock.ts";
import { type ChunkReader, createChunkReader } from "./chunk_reader.ts";
import type { TcpSocket } from "./line_socket.ts";

/** Most requests fit into one read of this size. */
const idleReadBytes = 1024;

/** How long the peer has to close its side after ours is closed, milliseconds. */
const lingerMs = 2_000;

export interface TcpStreamParts {
  readonly clock: Clock;
  /** How long the peer may take nothing of what is written to it, milliseconds. */
  readonly writeTimeoutMs: number;
}

type Written = (error?: Error | null) => void;

export class TcpStream extends Duplex {
  /** The peer's address, canonical. */
  readonly remoteAddress: string;
  readonly #socket: TcpSocket;
  readonly #parts: TcpStreamParts;
  readonly #reader: ChunkReader;
  #cancelLinger = () => {};

  constructor(socket: TcpSocket, parts: TcpStreamParts) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#parts = parts;
    this.#reader = createChunkReader(socket, idleReadBytes);
    this.remoteAddress = parseAddress(socket.remoteAddr.hostname) ?? socket.remoteAddr.hostname;
    // Resets are everyday; whoever uses the stream hears of them by its close.
    this.on("error", () => {});
  }

  /** `node:http` and `ws` set timeouts where a socket has them; here the deadlines are the listener's. */
  setTimeout(): this {
    return this;
  }

  /** Ends our side, and the whole once the peer ends too or has had its time: a client still sending can read why. */
  destroySoon(): void {
    if (this.destroyed) return;
    this.end();
    this.once("end", () => this.destroy());
    this.resume();
    this.#cancelLinger();
    this.#cancelLinger = this.#parts.clock.after(lingerMs, () => this.destroy());
  }

  override _read(): void {
    this.#reader.read().then(
      (bytes) => this.push(bytes === null ? null : Buffer.from(bytes.buffer)),
      (error) => this.destroy(error),
    );
  }

  override _write(chunk: Uint8Array, _encoding: string, written: Written): void {
    this.#write(chunk, written);
  }

  override _writev(chunks: { readonly chunk: Uint8Array }[], written: Written): void {
    this.#write(Buffer.concat(chunks.map(({ chunk }) => chunk)), written);
  }

  override _final(ended: Written): void {
    this.#socket.closeWrite().then(() => ended(), () => ended());
  }

  override _destroy(error: Error | null, destroyed: Written): void {
    this.#cancelLinger();
    this.#socket.close();
    destroyed(error);
  }

  #write(bytes: Uint8Array, written: Written): void {
    const cancel = this.#parts.clock.after(this.#parts.writeTimeoutMs, () => this.destroy());
    this.#socket.write(bytes).then(
      (count) => {
        cancel();
        if (count < bytes.byteLength) this.#write(bytes.subarray(count), written);
        else written();
      },
      (error) => {
        cancel();
        written(error);
      },
    );
  }
}
