/** A scripted client of WildStar: STS for the game token, Auth for the way to a realm. On the codecs of the game itself. */
import { Rc4 } from "../platform/crypto/rc4.ts";
import { SRP6_KEY_BYTES, SRP6_PROOF_BYTES } from "../games/wildstar/crypto/srp6.ts";
import { encodeClientHello } from "../games/wildstar/auth/protocol/client_hello.ts";
import { decodeServerMessage, type ServerMessage } from "../games/wildstar/auth/protocol/server_messages.ts";
import { decodePacket, WILDSTAR_FRAMING } from "../games/wildstar/protocol/frame.ts";
import { AUTH_MESSAGE, CLIENT_BUILD, decodeServerHello } from "../games/wildstar/protocol/server_hello.ts";
import { parseGuid } from "../games/wildstar/sts/protocol/guid.ts";
import { decodeKeyData } from "../games/wildstar/sts/protocol/key_data.ts";
import { encodeRequest, type StsRequest } from "../games/wildstar/sts/protocol/requests.ts";
import { STS_FRAMING } from "../games/wildstar/sts/protocol/text_framing.ts";
import { systemRandom } from "../platform/random.ts";
import { FramedLine } from "./framed_line.ts";
import { NativeLine } from "./native_line.ts";
import { createSrp6Client } from "./srp6_client.ts";

const SALT_BYTES_MAX = 16;
const PRIVATE_KEY_BYTES = 32;
const TOKEN_BYTES = 16;

/** What comes behind `accepted`. */
const ANSWERS_WHEN_ACCEPTED = 3;

/** What a player types. */
export interface WildStarLogin {
  /** As registered, without regard to case. */
  readonly email: string;
  /** As registered. */
  readonly password: string;
}

/** A line to STS. */
export class StsClient implements Disposable {
  readonly #frames: FramedLine;
  #sequence = 0;
  #outbound: Rc4 | null = null;

  private constructor(line: NativeLine) {
    this.#frames = new FramedLine(line, STS_FRAMING);
  }

  /** A line to a port on loopback, connected in the native dialect. */
  static async connect(port: number): Promise<StsClient> {
    const client = new StsClient(await NativeLine.connect(port));
    await client.ask({ type: "connect" }, false);
    return client;
  }

  /**
   * LoginStart, KeyData and LoginFinish.
   * @returns whether the server took the password and proved itself; it throws when its proof is wrong
   */
  async logIn({ email, password }: WildStarLogin): Promise<boolean> {
    const challenge = keyDataOf(await this.ask({ type: "loginStart", loginName: email }));
    if (challenge === null) return false;
    const [salt, publicKey] = decodeKeyData(challenge, SALT_BYTES_MAX, SRP6_KEY_BYTES);
    const identity = email.toLowerCase();
    const srp6 = createSrp6Client({ identity, password }, systemRandom.bytes(PRIVATE_KEY_BYTES));
    const answer = srp6.answer({ salt: salt!, publicKey: publicKey! });
    const proof = keyDataOf(
      await this.ask({ type: "keyData", clientPublicKey: srp6.publicKey, clientProof: answer.proof }),
    );
    if (proof === null) return false;
    const [serverProof] = decodeKeyData(proof, SRP6_PROOF_BYTES);
    if (serverProof!.toHex() !== answer.serverProof.toHex()) {
      throw new Error("Could not log in: the server's proof is wrong");
    }
    this.#outbound = new Rc4(answer.sessionKey);
    this.#frames.startCipher({ covers: "line", stream: new Rc4(answer.sessionKey) });
    await this.ask({ type: "loginFinish" });
    return true;
  }

  /** What Auth takes, 16 bytes; null when it was refused. */
  async gameToken(): Promise<Uint8Array | null> {
    const token = /<Token>(.*)<\/Token>/.exec(await this.ask({ type: "requestGameToken" }));
    return token === null ? null : parseGuid(token[1]!);
  }

  /** The body of the reply. */
  async ask(request: StsRequest, isAnswered = true): Promise<string> {
    const bytes = encodeRequest(request, ++this.#sequence);
    this.#outbound?.process(bytes);
    await this.#frames.line.write(bytes);
    if (!isAnswered) return "";
    const frame = await this.#frames.next();
    if (frame === null) throw new Error(`Could not ask ${request.type}: the server ended the line`);
    return new TextDecoder().decode(frame.payload);
  }

  /** Ends the line from the client's side. */
  close(): void {
    this.#frames.line.close();
  }

  /** For `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** One line to Auth, in the documented form: what it answers to a token. */
export async function askAuth(
  port: number,
  { email, gameToken }: { readonly email: string; readonly gameToken: Uint8Array },
): Promise<readonly ServerMessage[]> {
  using line = await NativeLine.connect(port);
  const frames = new FramedLine(line, WILDSTAR_FRAMING);
  const hello = await frames.next();
  if (hello === null || decodeServerHello(decodePacket(hello.payload).payload).authMessage !== AUTH_MESSAGE) {
    throw new Error("Could not ask Auth: its hello is another");
  }
  const fields = { constant: 0x1588n, address: 0, language: 1, gameMode: 0, unused: 0, hardware: null };
  const unnamed = new Uint8Array(TOKEN_BYTES);
  await line.write(encodeClientHello({ build: CLIENT_BUILD, email, unnamed, gameToken, ...fields }, "documented"));
  const answers: ServerMessage[] = [];
  do {
    const frame = await frames.next();
    if (frame === null) break;
    answers.push(decodeServerMessage(frame.payload));
  } while (answers[0]?.type === "accepted" && answers.length < ANSWERS_WHEN_ACCEPTED);
  return answers;
}

function keyDataOf(reply: string): string | null {
  return /<KeyData>(.*)<\/KeyData>/.exec(reply)?.[1] ?? null;
}
