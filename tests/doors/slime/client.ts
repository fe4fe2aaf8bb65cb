/** A client of Slime Online 2, written from docs/protocols/slime-online-2.md alone: it shares no code with lib/. */
import { type AccountData, readAccountData } from "./account_data.ts";
import { frame, LOGIN, type Message, openFrame, PING, REGISTER, SERVER_CLOSE, strings } from "./wire.ts";

/** A server that says nothing for so long will not: the line is cut, and the test fails. */
const PATIENCE_MS = 10_000;

export interface Credentials {
  readonly username: string;
  /** Bytes for what is not ASCII. */
  readonly password: string | Uint8Array;
  readonly mac?: string | Uint8Array;
  /** For REGISTER: null leaves it out, as the shipped client does. */
  readonly version?: string | null;
}

export class SlimeClient implements Disposable {
  readonly #socket: Deno.TcpConn;
  #unread = new Uint8Array();
  #isOpen = true;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  /** @param greeting bytes before the first frame, such as a PROXY header */
  static async connect(port: number, greeting = new Uint8Array()): Promise<SlimeClient> {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    socket.setNoDelay(true);
    const client = new SlimeClient(socket);
    await client.write(greeting);
    return client;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length;) start += await this.#socket.write(bytes.subarray(start));
  }

  send(id: number, body?: Uint8Array): Promise<void> {
    return this.write(frame(id, body));
  }

  /** The next message; null once the server has ended the line. */
  async next(): Promise<Message | null> {
    while (true) {
      const opened = openFrame(this.#unread);
      if (opened !== null) {
        this.#unread = this.#unread.slice(opened.length);
        return opened.message;
      }
      const bytes = await this.#read();
      if (bytes === null) {
        if (this.#unread.length > 0) throw new Error("The line ended inside a frame");
        return null;
      }
      this.#unread = Uint8Array.of(...this.#unread, ...bytes);
    }
  }

  /** The ids of what still comes, up to the end of the line. */
  async idsUntilEnd(): Promise<number[]> {
    const ids: number[] = [];
    for (let message = await this.next(); message !== null; message = await this.next()) ids.push(message.id);
    return ids;
  }

  /** True when the server answers a PING: the line is open, and what was sent before has been read. */
  async isAnswered(): Promise<boolean> {
    await this.send(PING).catch(() => {});
    return (await this.next().catch(() => null))?.id === PING;
  }

  /** True when the server says SERVER_CLOSE, nothing else, and ends the line. */
  async isTurnedAway(): Promise<boolean> {
    const ids = await this.idsUntilEnd();
    return ids.length === 1 && ids[0] === SERVER_CLOSE;
  }

  /** @returns the result byte */
  async register(credentials: Credentials): Promise<number> {
    await this.write(registerFrame(credentials));
    return await this.registerResult();
  }

  async registerResult(): Promise<number> {
    const { id, body } = await this.#expect();
    if (id !== REGISTER || body.length !== 1) throw new Error(`Instead of a REGISTER result came message ${id}`);
    return body[0]!;
  }

  /** @returns the case, and on 1 the account data */
  async login(credentials: Credentials): Promise<number | AccountData> {
    await this.write(loginFrame(credentials));
    return await this.loginResult();
  }

  async loginResult(): Promise<number | AccountData> {
    const { id, body } = await this.#expect();
    if (id !== LOGIN) throw new Error(`Instead of a LOGIN result came message ${id}`);
    if (body[0] === 1) return readAccountData(body.subarray(1));
    if (body.length !== 1) throw new Error(`LOGIN case ${body[0]} brought ${body.length - 1} bytes more`);
    return body[0]!;
  }

  /** A login that must succeed. */
  async enter(credentials: Credentials): Promise<AccountData> {
    const result = await this.login(credentials);
    if (typeof result === "number") throw new Error(`The login of ${credentials.username} got case ${result}`);
    return result;
  }

  close(): void {
    if (this.#isOpen) this.#socket.close();
    this.#isOpen = false;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #expect(): Promise<Message> {
    const message = await this.next();
    if (message === null) throw new Error("The line ended instead of an answer");
    if (message.id === SERVER_CLOSE) throw new Error("Instead of an answer came SERVER_CLOSE");
    return message;
  }

  async #read(): Promise<Uint8Array | null> {
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

export function registerFrame({ username, password, mac = "", version = null }: Credentials): Uint8Array {
  const fields = [username, password, mac];
  return frame(REGISTER, version === null ? strings(...fields) : strings(version, ...fields));
}

export function loginFrame({ username, password, mac = "", version }: Credentials): Uint8Array {
  return frame(LOGIN, strings(version ?? "0.106", username, password, mac));
}
