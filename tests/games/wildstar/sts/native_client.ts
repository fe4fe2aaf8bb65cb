/** A native client on a session without a socket. */
import { Rc4 } from "../../../../lib/platform/crypto/rc4.ts";
import { createGameTokens } from "../../../../lib/games/wildstar/game_tokens.ts";
import { createOpenLogin } from "../../../../lib/games/wildstar/sts/login.ts";
import { NativeStsSession } from "../../../../lib/games/wildstar/sts/native_session.ts";
import { parseGuid } from "../../../../lib/games/wildstar/sts/protocol/guid.ts";
import { decodeKeyData } from "../../../../lib/games/wildstar/sts/protocol/key_data.ts";
import { encodeRequest, type StsRequest } from "../../../../lib/games/wildstar/sts/protocol/requests.ts";
import { createSrp6Client, type Srp6ClientAnswer } from "../crypto/srp6_client.ts";
import type { FakeCore } from "../fake_core.ts";
import type { FakeLine } from "../fake_line.ts";

export function createNativeSession(core: FakeCore, line: FakeLine): NativeStsSession {
  return new NativeStsSession({
    line,
    openLogin: createOpenLogin(core),
    gameTokens: createGameTokens({ ...core, areBoundToAddress: true }),
  });
}

/** The body of a reply, its status line and sequence gone. */
const KEY_DATA = /<KeyData>(.*)<\/KeyData>/;

export class NativeClient {
  readonly #session: NativeStsSession;
  readonly #line: FakeLine;
  #sequence = 0;
  #outbound: Rc4 | null = null;
  #inbound: Rc4 | null = null;

  constructor(session: NativeStsSession, line: FakeLine) {
    this.#session = session;
    this.#line = line;
  }

  /** The reply in the clear, "" when there is none. */
  async ask(request: StsRequest): Promise<string> {
    return await this.askRaw(encodeRequest(request, ++this.#sequence));
  }

  async askRaw(clear: Uint8Array): Promise<string> {
    const bytes = clear.slice();
    this.#outbound?.process(bytes);
    await this.#session.receive(bytes);
    const sent = this.#line.takeSent();
    this.#inbound?.process(sent);
    return new TextDecoder().decode(sent);
  }

  startCiphers(sessionKey: Uint8Array): void {
    this.#outbound = new Rc4(sessionKey);
    this.#inbound = new Rc4(sessionKey);
  }

  /** LoginStart: the challenge, or null when it was refused. */
  async challenge(loginName: string): Promise<{ salt: Uint8Array; publicKey: Uint8Array } | null> {
    const keyData = KEY_DATA.exec(await this.ask({ type: "loginStart", loginName }));
    if (keyData === null) return null;
    const [salt, publicKey] = decodeKeyData(keyData[1]!, 16, 128);
    return { salt: salt!, publicKey: publicKey! };
  }

  /** LoginStart and KeyData; true when the server accepted, and proved itself. */
  async logIn(login: { email: string; password: string; typedIdentity?: string }): Promise<boolean> {
    const challenge = await this.challenge(login.email);
    if (challenge === null) return false;
    const { publicKey, answer } = answerChallenge(login, challenge);
    const request = { type: "keyData", clientPublicKey: publicKey, clientProof: answer.proof } as const;
    const keyData = KEY_DATA.exec(await this.ask(request));
    if (keyData === null) return false;
    const [serverProof] = decodeKeyData(keyData[1]!, 32);
    if (serverProof!.toHex() !== answer.serverProof.toHex()) throw new Error("The server's proof is wrong");
    this.startCiphers(answer.sessionKey);
    return true;
  }

  /** The game token's bytes, or null when it was refused. */
  async gameToken(): Promise<Uint8Array | null> {
    const token = /<Token>(.*)<\/Token>/.exec(await this.ask({ type: "requestGameToken" }));
    return token === null ? null : parseGuid(token[1]!);
  }
}

export function answerChallenge(
  login: { email: string; password: string; typedIdentity?: string },
  challenge: { salt: Uint8Array; publicKey: Uint8Array },
): { publicKey: Uint8Array; answer: Srp6ClientAnswer } {
  const identity = login.email.toLowerCase();
  const client = createSrp6Client({ identity, password: login.password }, new Uint8Array(32).fill(0x5a));
  return { publicKey: client.publicKey, answer: client.answer(challenge, login.typedIdentity ?? identity) };
}
