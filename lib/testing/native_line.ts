/** A native client's side of a line: bytes out, bytes in, and whether the server ended it. */
import { withPatience } from "./patience.ts";

const CHUNK_BYTES = 16_384;

/** One TCP line, as a native client has it. Whatever waits gives up after 10 s. */
export class NativeLine implements Disposable {
  readonly #socket: Deno.TcpConn;
  #unread = new Uint8Array();
  #isOpen = true;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  /** A line to a port on loopback. */
  static async connect(port: number): Promise<NativeLine> {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    socket.setNoDelay(true);
    return new NativeLine(socket);
  }

  /** Text goes as UTF-8. */
  async write(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    for (let start = 0; start < bytes.length;) start += await this.#socket.write(bytes.subarray(start));
  }

  /** What has come next, however much it is; null once the server has ended the line. */
  async read(): Promise<Uint8Array | null> {
    if (this.#unread.length > 0) return this.#take(this.#unread.length);
    const buffer = new Uint8Array(CHUNK_BYTES);
    // A server that dies resets the line: for the client that is an end, too.
    const reading = this.#socket.read(buffer).catch(() => null);
    const count = await withPatience(reading, "Could not read from the line: the server says nothing");
    return count === null ? null : buffer.slice(0, count);
  }

  /** Up to the next line feed, without it and a carriage return before it; null once the server has ended the line. */
  async readLine(): Promise<string | null> {
    while (true) {
      const end = this.#unread.indexOf(0x0a);
      if (end >= 0) return new TextDecoder().decode(this.#take(end + 1)).replace(/\r?\n$/, "");
      const held = this.#take(this.#unread.length);
      const chunk = await this.read();
      if (chunk === null) return null;
      this.#unread = Uint8Array.of(...held, ...chunk);
    }
  }

  /** Resolves once the server has ended the line; with what still came. */
  async readToEnd(): Promise<Uint8Array> {
    let all = new Uint8Array();
    for (let chunk = await this.read(); chunk !== null; chunk = await this.read()) {
      all = Uint8Array.of(...all, ...chunk);
    }
    return all;
  }

  /** Ends the line from the client's side. Doing it twice does it once. */
  close(): void {
    if (this.#isOpen) this.#socket.close();
    this.#isOpen = false;
  }

  /** For `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #take(count: number): Uint8Array<ArrayBuffer> {
    const taken = this.#unread.slice(0, count);
    this.#unread = this.#unread.slice(count);
    return taken;
  }
}
