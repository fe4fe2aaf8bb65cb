/** A Slime client for load: it sends frames made beforehand, and looks at no more of an answer than it must. */
import { encodeClientMessage } from "../../lib/games/slime/protocol/client_codec.ts";
import { CLIENT_TO_SERVER, encodeFrame, SERVER_TO_CLIENT } from "../../lib/games/slime/protocol/frames.ts";
import type { ClientMessage } from "../../lib/games/slime/protocol/messages.ts";

const LOGIN = 10;
const SUCCESS = 1;

export class SlimeLine {
  readonly #socket: Deno.TcpConn;
  readonly #answer = new Uint8Array(1_024);

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  static async connect(port: number): Promise<SlimeLine> {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    socket.setNoDelay(true);
    return new SlimeLine(socket);
  }

  async register(username: string): Promise<void> {
    await this.#ask({ type: "register", version: null, ...credentialsOf(username) });
  }

  /** @throws {Error} unless the login succeeds */
  async logIn(username: string): Promise<void> {
    const [id, , result] = await this.#ask({ type: "login", version: "0.106", ...credentialsOf(username) });
    if (id !== LOGIN || result !== SUCCESS) throw new Error(`Could not log in: message ${id}, ${result}`);
  }

  /** Resolves once the server has closed the line. */
  async logOut(): Promise<void> {
    await this.#write({ type: "logout" });
    while (await this.#socket.read(this.#answer) !== null);
    this.#socket.close();
  }

  async #write(message: ClientMessage): Promise<void> {
    await this.#socket.write(encodeFrame(encodeClientMessage(message), CLIENT_TO_SERVER));
  }

  /** The clear payload of the answer. */
  async #ask(message: ClientMessage): Promise<Uint8Array> {
    await this.#write(message);
    for (let size = 0;;) {
      const count = await this.#socket.read(this.#answer.subarray(size));
      if (count === null) throw new Error("Could not read an answer: the line was closed");
      size += count;
      const length = new DataView(this.#answer.buffer).getUint16(0, true);
      if (size < 2 + length) continue;
      const payload = this.#answer.slice(2, 2 + length);
      SERVER_TO_CLIENT.start().process(payload);
      return payload;
    }
  }
}

function credentialsOf(username: string) {
  return { username, password: "password123", macAddress: "00-11-22-33-44-55" };
}
