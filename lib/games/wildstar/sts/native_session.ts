/** A line that speaks the native dialect: a state machine without a socket. */
import { FrameBuffer } from "../../../platform/bytes/frame_buffer.ts";
import type { Frame } from "../../../platform/bytes/framing.ts";
import { Rc4 } from "../../../platform/crypto/rc4.ts";
import { type Line, type LineSession, ProtocolError } from "../../../modules/mod.ts";
import type { GameTokens } from "../game_tokens.ts";
import { logRefusal } from "../refusals.ts";
import type { OpenLogin, OpenLoginFor, ProvenLogin } from "./login.ts";
import { encodeReply, type StsReply } from "./protocol/replies.ts";
import { decodeRequestBody, decodeRequestHead, requestTypeOf, type StsRequestType } from "./protocol/requests.ts";
import { STS_FRAMING } from "./protocol/text_framing.ts";

interface NativeSessionParts {
  readonly line: Line;
  readonly openLogin: OpenLoginFor;
  readonly gameTokens: GameTokens;
}

type State =
  | { readonly name: "opened" }
  | { readonly name: "connected" }
  | { readonly name: "challenged"; readonly loginName: string; readonly login: OpenLogin }
  | { readonly name: "proven"; readonly login: ProvenLogin; readonly mark: Uint8Array }
  | { readonly name: "closed" };

type StateNamed<Name extends State["name"]> = Extract<State, { readonly name: Name }>;

/** A player needs one for each way into the game; a line that asks on and on would fill the table. */
const GAME_TOKENS_PER_LINE_MAX = 32;
/** What the login trail says was sent: the status and the one error code that the client shows. */
const REFUSED_WIRE = "400 3002";

export class NativeStsSession implements LineSession {
  readonly #parts: NativeSessionParts;
  readonly #frames = new FrameBuffer(STS_FRAMING);
  #outbound: Rc4 | null = null;
  #state: State = { name: "opened" };
  #gameTokensLeft = GAME_TOKENS_PER_LINE_MAX;

  constructor(parts: NativeSessionParts) {
    this.#parts = parts;
  }

  /** @throws {ProtocolError} when a head cannot be read or something is too long: where the next one begins is lost */
  async receive(bytes: Uint8Array): Promise<void> {
    if (this.#state.name === "closed") return;
    this.#frames.push(bytes);
    while (!this.#isClosed()) {
      const frame = this.#frames.next();
      if (frame === null) return;
      this.#parts.line.message();
      await this.#take(frame);
    }
  }

  closed(): void {
    this.#state = { name: "closed" };
  }

  async #take(frame: Frame): Promise<void> {
    const { path, sequence } = decodeRequestHead(frame.head);
    this.#parts.line.greeted();
    const reply = await this.#answerOrRefuse(path, frame.payload);
    if (this.#isClosed() || reply === null) return;
    this.#send(reply, sequence);
    if (reply.type === "proof") this.#startCiphers();
  }

  async #answerOrRefuse(path: string | null, body: Uint8Array): Promise<StsReply | null> {
    try {
      if (path === null) throw new ProtocolError("Could not read a request: its first line has another shape");
      const type = requestTypeOf(path);
      if (type === null) return { type: "notFound" };
      return await this.#answer(type, body);
    } catch (error) {
      logRefusal(this.#parts.line.log, error);
      return { type: "refused" };
    }
  }

  /**
   * Null where the protocol has no answer.
   * @throws {ProtocolError} for a request that is out of order or cannot be read; it changes nothing
   * @throws {AppError} for one that a rule forbids
   */
  async #answer(type: StsRequestType, body: Uint8Array): Promise<StsReply | null> {
    switch (type) {
      case "ping":
        return null;
      case "connect":
        this.#expect(type, "opened");
        decodeRequestBody(type, body);
        this.#state = { name: "connected" };
        return null;
      case "loginStart":
        // There is no request for a logout: a player who logged out sends LoginStart again.
        this.#expect(type, "connected", "proven");
        return await this.#openLogin(decodeRequestBody(type, body).loginName);
      case "keyData":
        return await this.#prove(this.#expect(type, "challenged"), body);
      // Once the password is proven, the order is the client's.
      case "loginFinish":
        this.#expect(type, "proven");
        return { type: "loginFinished" };
      case "listMyAccounts":
        return { type: "accounts", alias: this.#expect(type, "proven").login.account.username };
      case "requestGameToken":
        return await this.#issueGameToken(this.#expect(type, "proven"));
      case "pageVerifiedIps":
        this.#expect(type, "proven");
        return { type: "verifiedIps" };
    }
  }

  async #openLogin(loginName: string): Promise<StsReply> {
    const { line, openLogin } = this.#parts;
    // Whoever was known on this line is so no longer, whatever comes of it.
    this.#enter({ name: "connected" });
    const login = await this.#orRefused(
      loginName,
      () => openLogin({ loginName, address: line.address, log: line.log }),
    );
    this.#enter({ name: "challenged", loginName, login });
    return { type: "challenge", ...login.challenge };
  }

  async #prove({ login, loginName }: StateNamed<"challenged">, body: Uint8Array): Promise<StsReply> {
    // The challenge is used up, whatever comes of it; after a failure LoginStart is in order again.
    this.#enter({ name: "connected" });
    const answer = decodeRequestBody("keyData", body);
    const proven = await this.#orRefused(loginName, () => login.prove(answer));
    if (proven === null) {
      this.#attempt(REFUSED_WIRE, loginName, login.lacksSecret ? "door.secret" : undefined);
      return { type: "refused" };
    }
    this.#attempt("200 OK", loginName);
    const mark = await this.#parts.gameTokens.markLogin(proven.account.id);
    this.#enter({ name: "proven", login: proven, mark });
    this.#parts.line.authenticated();
    return { type: "proof", serverProof: proven.serverProof };
  }

  async #orRefused<T>(loginName: string, decide: () => Promise<T>): Promise<T> {
    try {
      return await decide();
    } catch (error) {
      this.#attempt(REFUSED_WIRE, loginName);
      throw error;
    }
  }

  #attempt(wire: string, name: string, rule?: string): void {
    this.#parts.line.attempt({ wire, name, dialect: "native", ...(rule === undefined ? {} : { rule }) });
  }

  async #issueGameToken({ login, mark }: StateNamed<"proven">): Promise<StsReply> {
    const { gameTokens, line } = this.#parts;
    const { id } = login.account;
    if (this.#gameTokensLeft === 0) return { type: "refused" };
    if (!await gameTokens.isLoginGood(mark, id) || !await login.isCurrent()) return { type: "refused" };
    this.#gameTokensLeft--;
    return { type: "gameToken", token: await gameTokens.issue(id, line.address) };
  }

  /** Behind the answer to KeyData, which still goes out under the older cipher, or under none. */
  #startCiphers(): void {
    const { sessionKey } = this.#expect("keyData", "proven").login;
    this.#outbound = new Rc4(sessionKey);
    this.#frames.startCipher({ covers: "line", stream: new Rc4(sessionKey) });
  }

  #expect<Name extends State["name"]>(type: StsRequestType, ...names: Name[]): StateNamed<Name> {
    const state = this.#state;
    const isExpected = (state: State): state is StateNamed<Name> => names.some((name) => name === state.name);
    if (!isExpected(state)) throw new ProtocolError(`Could not take ${type}: the line is ${state.name}`);
    return state;
  }

  #enter(state: State): void {
    if (!this.#isClosed()) this.#state = state;
  }

  #isClosed(): boolean {
    return this.#state.name === "closed";
  }

  #send(reply: StsReply, sequence: number): void {
    const bytes = encodeReply(reply, sequence);
    this.#outbound?.process(bytes);
    this.#parts.line.send(bytes);
  }
}
