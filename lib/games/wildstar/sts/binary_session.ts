/** A line that speaks the documented, binary dialect: a state machine without a socket. */
import { FrameBuffer } from "../../../platform/bytes/frame_buffer.ts";
import { isEqualConstantTime } from "../../../platform/crypto/constant_time.ts";
import { isDegenerateKey } from "../crypto/srp6.ts";
import {
  type AccountsPort,
  type Line,
  type LineSession,
  type ModuleContext,
  ProtocolError,
} from "../../../modules/mod.ts";
import type { GameTokens } from "../game_tokens.ts";
import { WILDSTAR_FRAMING } from "../protocol/frame.ts";
import { readLineMessage } from "../protocol/line_messages.ts";
import { type Denial, RESULT } from "../protocol/results.ts";
import { CLIENT_BUILD, SERVER_HELLO_FRAME } from "../protocol/server_hello.ts";
import { denialOf, deny, logRefusal, wireOf } from "../refusals.ts";
import { type OpenLogin, type OpenLoginFor, STS_DOOR } from "./login.ts";
import {
  type BinaryMessage,
  type ClientHelloAuth,
  decodeBinaryMessage,
  encodeBinaryMessage,
  padPublicKey,
} from "./protocol/binary_messages.ts";

interface BinarySessionParts {
  readonly line: Line;
  readonly accounts: Pick<AccountsPort, "checkAllowed">;
  readonly openLogin: OpenLoginFor;
  readonly gameTokens: GameTokens;
  readonly clock: Pick<ModuleContext["clock"], "now">;
}

const WRONG_VERSION = { rule: "client.version", result: "refused" } as const;

type State =
  | { readonly name: "waiting" }
  | { readonly name: "challenged"; readonly question: ClientHelloAuth; readonly login: OpenLogin }
  | { readonly name: "accepted" }
  | { readonly name: "closed" };

/** So many challenges, and so many denials: the last one ends the line. */
const TRIES_MAX = 3;

export class BinaryStsSession implements LineSession {
  readonly #parts: BinarySessionParts;
  readonly #frames = new FrameBuffer(WILDSTAR_FRAMING);
  #state: State = { name: "waiting" };
  #challenges = 0;
  #denials = 0;

  /** The server speaks first. */
  constructor(parts: BinarySessionParts) {
    this.#parts = parts;
    parts.line.send(SERVER_HELLO_FRAME);
  }

  /** @throws {ProtocolError} for a frame that is too long */
  async receive(bytes: Uint8Array): Promise<void> {
    if (this.#isClosed()) return;
    this.#frames.push(bytes);
    while (!this.#isClosed()) {
      const frame = this.#frames.next();
      if (frame === null) return;
      this.#parts.line.message();
      await this.#take(frame.payload);
    }
  }

  closed(): void {
    this.#state = { name: "closed" };
  }

  async #take(payload: Uint8Array): Promise<void> {
    const own = readLineMessage(payload);
    if (own !== null) {
      if (own.answer !== null) this.#parts.line.send(own.answer);
      return;
    }
    const state = this.#state;
    // A challenge is good for the very next message.
    this.#enter({ name: "waiting" });
    let denial: Denial | null;
    let hello: ClientHelloAuth | null = null;
    const attempt = (wire: string, said: { rule?: string; result?: "refused" } = {}) => {
      if (hello === null) return;
      this.#parts.line.attempt({ wire, dialect: "binary", client: String(hello.build), name: hello.email, ...said });
    };
    try {
      if (state.name === "accepted") throw new ProtocolError("Could not take a message: the line is accepted");
      hello = decodeHello(payload);
      const isAnswer = state.name === "challenged" && isAnswerTo(state.question, hello);
      denial = isAnswer ? await this.#prove(state.login, hello) : await this.#begin(hello);
      if (isAnswer) attempt(denial === null ? "accepted" : wireOf(denial), secretRule(denial, state.login));
      else if (denial?.result === RESULT.versionMismatch) attempt(wireOf(denial), WRONG_VERSION);
    } catch (error) {
      logRefusal(this.#parts.line.log, error);
      denial = error instanceof ProtocolError ? deny(RESULT.unknown) : denialOf(error, this.#parts.clock.now());
      if (!(error instanceof ProtocolError)) attempt(wireOf(denial));
    }
    if (denial !== null) this.#deny(denial);
    if (state.name === "accepted") this.#end("a message after the acceptance");
  }

  async #begin(hello: ClientHelloAuth): Promise<Denial | null> {
    if (hello.build !== CLIENT_BUILD) return deny(RESULT.versionMismatch);
    if (!asksForChallenge(hello) || hello.email === "" || isDegenerateKey(hello.clientPublicKey)) {
      return deny(RESULT.invalidToken);
    }
    if (this.#challenges === TRIES_MAX) return deny(RESULT.unknown);
    this.#challenges++;
    const { line, openLogin } = this.#parts;
    const login = await openLogin({ loginName: hello.email, address: line.address, log: line.log });
    this.#enter({ name: "challenged", question: hello, login });
    const { salt, publicKey } = login.challenge;
    this.#send({ type: "challenge", salt, publicKey: padPublicKey(publicKey) });
    return null;
  }

  async #prove(login: OpenLogin, hello: ClientHelloAuth): Promise<Denial | null> {
    const { accounts, gameTokens, line } = this.#parts;
    const proven = await login.prove(hello);
    if (proven === null) return deny(RESULT.invalidToken);
    const accountId = proven.account.id;
    await accounts.checkAllowed({ accountId, address: line.address, door: STS_DOOR });
    const gameToken = await gameTokens.issue(accountId, line.address);
    this.#enter({ name: "accepted" });
    line.authenticated();
    this.#send({ type: "accepted", serverProof: proven.serverProof, gameToken });
    return null;
  }

  #deny({ result, daysSuspended }: Denial): void {
    this.#send({ type: "denied", result, errorValue: 0, daysSuspended });
    this.#denials++;
    if (this.#denials === TRIES_MAX) this.#end("denied too often");
  }

  #send(message: BinaryMessage): void {
    if (!this.#isClosed()) this.#parts.line.send(encodeBinaryMessage(message));
  }

  #end(reason: string): void {
    if (this.#isClosed()) return;
    this.#state = { name: "closed" };
    this.#parts.line.close(reason);
  }

  #enter(state: State): void {
    if (!this.#isClosed()) this.#state = state;
  }

  #isClosed(): boolean {
    return this.#state.name === "closed";
  }
}

/** @throws {ProtocolError} for anything else: it is the only message that a client sends */
function decodeHello(payload: Uint8Array): ClientHelloAuth {
  const message = decodeBinaryMessage(payload);
  if (message.type !== "clientHelloAuth") throw new ProtocolError(`Could not take ${message.type}: it is the server's`);
  return message;
}

function asksForChallenge({ clientProof }: ClientHelloAuth): boolean {
  return clientProof.every((byte) => byte === 0);
}

/** Whether a proof is of the challenge that was asked for: from the same name, with the same A. */
function isAnswerTo(question: ClientHelloAuth, hello: ClientHelloAuth): boolean {
  return hello.build === question.build && hello.email === question.email && !asksForChallenge(hello) &&
    isEqualConstantTime(hello.clientPublicKey, question.clientPublicKey);
}

/** Without an SRP6 secret no proof can be right. */
function secretRule(denial: Denial | null, login: OpenLogin): { rule?: string } {
  return denial !== null && login.lacksSecret ? { rule: "door.secret" } : {};
}
