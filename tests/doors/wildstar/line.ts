/** A TCP line of this door's test clients. */

/** A server that says nothing for so long will not: the line is cut, and the test fails. */
const PATIENCE_MS = 10_000;

export class Line {
  readonly #socket: Deno.TcpConn;
  #unread = new Uint8Array();
  #isOpen = true;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  /** @param greeting bytes before the first of the protocol, such as a PROXY header */
  static async connect(port: number, greeting = new Uint8Array()): Promise<Line> {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    socket.setNoDelay(true);
    const line = new Line(socket);
    await line.write(greeting);
    return line;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length;) start += await this.#socket.write(bytes.subarray(start));
  }

  async writeByteByByte(bytes: Uint8Array): Promise<void> {
    for (const byte of bytes) await this.write(Uint8Array.of(byte));
  }

  /** Null when the line has ended instead. */
  async read(count: number): Promise<Uint8Array<ArrayBuffer> | null> {
    while (this.#unread.length < count) {
      const bytes = await this.#receive();
      if (bytes === null) {
        if (this.#unread.length > 0) throw new Error("The line ended in the middle of an answer");
        return null;
      }
      this.#unread = Uint8Array.of(...this.#unread, ...bytes);
    }
    const bytes = this.#unread.slice(0, count);
    this.#unread = this.#unread.slice(count);
    return bytes;
  }

  /** True when the server says nothing more and ends the line. */
  async isEnded(): Promise<boolean> {
    return await this.read(1).catch(goneAsNull) === null;
  }

  /** Ends the line, and waits for the server's end: then its place for the address is free. */
  async end(): Promise<void> {
    await this.#socket.closeWrite().catch(goneAsNull);
    while (await this.#receive().catch(goneAsNull) !== null);
    this.close();
  }

  close(): void {
    if (this.#isOpen) this.#socket.close();
    this.#isOpen = false;
  }

  async #receive(): Promise<Uint8Array | null> {
    const buffer = new Uint8Array(4096);
    const patience = setTimeout(() => this.close(), PATIENCE_MS);
    try {
      const count = await this.#socket.read(buffer);
      return count === null ? null : buffer.subarray(0, count);
    } finally {
      clearTimeout(patience);
    }
  }
}

/** Bytes that the server no longer reads reset the line: an end as well. */
function goneAsNull(error: unknown): null {
  if (error instanceof Deno.errors.ConnectionReset) return null;
  throw error;
}
