/** One line of a Slime client: a state machine without a socket. */
import { FrameBuffer } from "../../platform/bytes/frame_buffer.ts";
import {
  type AccountsPort,
  AppError,
  type Line,
  type LineSession,
  ProtocolError,
  type SeatEnd,
  type SeatRelease,
  type StopReason,
} from "../../modules/mod.ts";
import { type createLogin, type Entry, NoCharacter, optionalMac, type Player } from "./login.ts";
import { type Pinged, type PingRounds, Pings } from "./pings.ts";
import { decodeClientMessage, typeOf } from "./protocol/client_codec.ts";
import { CLIENT_TO_SERVER, encodeFrame, SERVER_TO_CLIENT, SLIME_FRAMING } from "./protocol/frames.ts";
import { type ClientMessage, LOGIN_CASES, PROTOCOL_VERSION, type ServerMessage } from "./protocol/messages.ts";
import { encodeServerMessage } from "./protocol/server_codec.ts";
import { loginRefusal, registerRefusal } from "./refusals.ts";

/** The third malformed message closes the line. */
const MALFORMED_MAX = 3;

interface SlimeSessionParts {
  readonly line: Line;
  readonly accounts: Pick<AccountsPort, "register">;
  readonly logIn: ReturnType<typeof createLogin>;
  readonly pings: PingRounds;
  readonly hideUnknownAccounts: boolean;
}

const WRONG_VERSION = {
  wire: wireOf("wrong_version"),
  result: "refused",
  rule: "client.version",
} as const;
/** The accounts service refuses what can be nobody's password before it decides anything. */
const NO_PASSWORD = { result: "failed", rule: "password", code: "invalid_credentials" } as const;

type State =
  | { readonly name: "visitor" }
  | { readonly name: "player"; readonly player: Player }
  | { readonly name: "ended" };

type Credentials<Type> = Extract<ClientMessage, { readonly type: Type }>;

export class SlimeSession implements LineSession, Pinged {
  readonly #parts: SlimeSessionParts;
  readonly #frames = new FrameBuffer(SLIME_FRAMING, CLIENT_TO_SERVER);
  readonly #pings: Pings;
  #state: State = { name: "visitor" };
  #malformed = 0;
  /** Done once the seat is given back. */
  #left: Promise<void> = Promise.resolve();

  constructor(parts: SlimeSessionParts) {
    this.#parts = parts;
    this.#pings = new Pings(parts.pings, this);
  }

  /** Never throws: whatever goes wrong ends this line, with SERVER_CLOSE. */
  async receive(bytes: Uint8Array): Promise<void> {
    try {
      if (this.#hasEnded()) return;
      this.#frames.push(bytes);
      while (!this.#hasEnded()) {
        const frame = this.#frames.next();
        if (frame === null) return;
        this.#parts.line.message();
        await this.#take(frame.payload);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  timedOut(): void {
    this.#end("timed_out", "deadline");
  }

  stopping(reason: StopReason): void {
    this.#end(reason, reason);
  }

  closed(): Promise<void> {
    return this.#leave("disconnected");
  }

  ping(): void {
    this.#send({ type: "ping" });
  }

  async #take(payload: Uint8Array): Promise<void> {
    try {
      await this.#handle(decodeClientMessage(payload));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#malformed++;
      this.#parts.line.log.info("Malformed message", { count: this.#malformed, reason: error.message });
      this.#judgeMalformed(payload);
      if (this.#malformed === MALFORMED_MAX) this.#end("broken_protocol", "malformed messages");
    }
  }

  /** The client waits for a verdict to what it asked, however it asked. */
  #judgeMalformed(payload: Uint8Array): void {
    const type = typeOf(payload);
    if (type === "register") this.#send({ type: "register_result", result: "exists" });
    if (type === "login") this.#send({ type: "login_result", result: "wrong_version" });
  }

  /** @throws {ProtocolError} for a message that the state does not allow. */
  async #handle(message: ClientMessage): Promise<void> {
    if (this.#state.name === "player") this.#state.player.touch();
    switch (message.type) {
      case "ping":
        return this.#pings.received();
      case "logout":
        return await this.#logOut();
      case "login":
        this.#expectState("visitor", "LOGIN");
        return await this.#logIn(message);
      case "register":
        this.#expectState("visitor", "REGISTER");
        return await this.#register(message);
      case "other":
        return this.#expectState("player", `message ${message.id}`);
    }
  }

  async #register({ version, username, password, macAddress }: Credentials<"register">): Promise<void> {
    if (version !== null && version !== PROTOCOL_VERSION) {
      return this.#send({ type: "register_result", result: "exists" });
    }
    const { accounts, line } = this.#parts;
    try {
      await accounts.register({ username, password, address: line.address, ...optionalMac(macAddress) });
    } catch (error) {
      const result = registerRefusal(error);
      if (result === null) throw error;
      return this.#send({ type: "register_result", result });
    }
    this.#send({ type: "register_result", result: "success" });
  }

  async #logIn({ version, username, password, macAddress }: Credentials<"login">): Promise<void> {
    const { line, logIn, hideUnknownAccounts } = this.#parts;
    const client = String(version);
    if (version !== PROTOCOL_VERSION) {
      line.attempt({ ...WRONG_VERSION, client, name: username });
      return this.#send({ type: "login_result", result: "wrong_version" });
    }
    let entry: Entry;
    try {
      // The session's row has its end already.
      const ended = (reason: SeatEnd) => this.#end("disconnected", `seat ${reason}`);
      entry = await logIn({ username, password, macAddress, address: line.address, ended });
    } catch (error) {
      const result = loginRefusal(error, hideUnknownAccounts);
      if (result === null) {
        line.attempt({ ...undecided(error), client, name: username });
        throw error;
      }
      line.attempt({ wire: wireOf(result), client, name: username, ...(isDecided(error) ? {} : NO_PASSWORD) });
      if (error instanceof NoCharacter) {
        line.log.warn("Refused a right password", { accountId: error.accountId, reason: error.message });
      }
      return this.#send({ type: "login_result", result });
    }
    // The line may have been closed, or its new seat taken, while the password was checked.
    const { account, player } = entry;
    if (this.#hasEnded()) return await player.leave("disconnected");
    this.#state = { name: "player", player };
    line.authenticated();
    line.attempt({ wire: wireOf("success"), client, name: username });
    this.#send({ type: "login_result", result: "success", account });
    this.#pings.start();
  }

  /** The client asked for it, so it gets no SERVER_CLOSE. */
  async #logOut(): Promise<void> {
    await this.#leave("logged_out");
    this.#parts.line.close("logout");
  }

  #expectState(name: State["name"], what: string): void {
    if (this.#state.name !== name) throw new ProtocolError(`Could not take ${what}: the line is a ${this.#state.name}`);
  }

  #hasEnded(): boolean {
    return this.#state.name === "ended";
  }

  /** A violation of the framing, or a server that cannot decide: it gives no verdict rather than a false one. */
  #fail(error: unknown): void {
    const { log } = this.#parts.line;
    if (error instanceof ProtocolError) {
      log.info("Could not read a frame", { reason: error.message });
      return this.#end("broken_protocol", "unreadable frame");
    }
    const code = error instanceof AppError ? error.code : "internal";
    // Too many at once is no fault of the server's, and comes in floods.
    if (code === "overloaded") log.info("Could not decide", { code });
    else log.error("Could not decide", { error, code });
    this.#end("disconnected", "could not decide");
  }

  /** The one way in which the server ends a line on purpose: `reason` is for operators, `cause` for the log. */
  #end(reason: SeatRelease, cause: string): void {
    if (this.#hasEnded()) return;
    this.#send({ type: "server_close" });
    void this.#leave(reason);
    this.#parts.line.close(cause);
  }

  #leave(reason: SeatRelease): Promise<void> {
    const state = this.#state;
    this.#state = { name: "ended" };
    this.#pings.stop();
    if (state.name === "player") this.#left = state.player.leave(reason);
    return this.#left;
  }

  #send(message: ServerMessage): void {
    this.#parts.line.send(encodeFrame(encodeServerMessage(message), SERVER_TO_CLIENT));
  }
}

function wireOf(result: keyof typeof LOGIN_CASES): string {
  return `LOGIN ${LOGIN_CASES[result]}`;
}

/** Whether the core has begun the attempt's row by what it threw. */
function isDecided(error: unknown): boolean {
  return !(error instanceof AppError) || error.code !== "invalid_input";
}

/** No verdict is given where the server cannot decide. */
function undecided(error: unknown) {
  const code = error instanceof AppError ? error.code : "internal";
  return { wire: "SERVER_CLOSE", result: "refused", rule: code.startsWith("hook_") ? "hook" : "server", code } as const;
}
