/** A scripted client of Slime Online 2, on the codecs of the game itself. */
import { decodeServerMessage } from "../games/slime/protocol/server_codec.ts";
import { encodeClientMessage } from "../games/slime/protocol/client_codec.ts";
import { CLIENT_TO_SERVER, encodeFrame, SERVER_TO_CLIENT, SLIME_FRAMING } from "../games/slime/protocol/frames.ts";
import {
  type ClientMessage,
  type LoginRefusal,
  PROTOCOL_VERSION,
  type RegisterResult,
  type ServerMessage,
} from "../games/slime/protocol/messages.ts";
import type { AccountData } from "../games/slime/protocol/account_data.ts";
import { FramedLine } from "./framed_line.ts";
import { NativeLine } from "./native_line.ts";

/** What a player types, and what the client adds. */
export interface SlimeCredentials {
  /** 3 to 20 letters, digits and `_`. */
  readonly username: string;
  /** 6 characters to 72 bytes. */
  readonly password: string;
  /** Default: none. */
  readonly macAddress?: string;
}

/** One line to the Slime door. */
export class SlimeClient implements Disposable {
  readonly #frames: FramedLine;

  private constructor(line: NativeLine) {
    this.#frames = new FramedLine(line, SLIME_FRAMING, SERVER_TO_CLIENT);
  }

  /** A line to a port on loopback. */
  static async connect(port: number): Promise<SlimeClient> {
    return new SlimeClient(await NativeLine.connect(port));
  }

  /** Any message of the protocol. */
  async send(message: ClientMessage): Promise<void> {
    await this.#frames.line.write(encodeFrame(encodeClientMessage(message), CLIENT_TO_SERVER));
  }

  /** The next message; null once the server has ended the line. */
  async next(): Promise<ServerMessage | null> {
    const frame = await this.#frames.next();
    return frame === null ? null : decodeServerMessage(frame.payload);
  }

  /** REGISTER in the layout of the shipped client. */
  async register({ username, password, macAddress = "" }: SlimeCredentials): Promise<RegisterResult> {
    await this.send({ type: "register", version: null, username, password, macAddress });
    return (await this.#expect("register_result")).result;
  }

  /**
   * LOGIN as the client of version 0.106.
   * @returns the account data, or why not
   */
  async logIn({ username, password, macAddress = "" }: SlimeCredentials): Promise<AccountData | LoginRefusal> {
    await this.send({ type: "login", version: PROTOCOL_VERSION, username, password, macAddress });
    const answer = await this.#expect("login_result");
    return answer.result === "success" ? answer.account : answer.result;
  }

  /** Resolves once the server has answered. */
  async ping(): Promise<void> {
    await this.send({ type: "ping" });
    await this.#expect("ping");
  }

  /** Ends the line from the client's side. */
  close(): void {
    this.#frames.line.close();
  }

  /** For `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #expect<Type extends ServerMessage["type"]>(type: Type): Promise<Extract<ServerMessage, { type: Type }>> {
    const message = await this.next();
    if (message?.type === type) return message as Extract<ServerMessage, { type: Type }>;
    throw new Error(
      `Could not get ${type}: ${message === null ? "the server ended the line" : `${message.type} came`}`,
    );
  }
}
