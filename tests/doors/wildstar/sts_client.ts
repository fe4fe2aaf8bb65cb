/** A native client of STS, written from docs/protocols/wildstar.md alone: it shares no code with lib/. */
import type { Line } from "./line.ts";
import { join, toBytes, toNumber, utf8 } from "./numbers.ts";
import { answerChallenge, type Challenge, type Login, type Proof, publicKey } from "./srp6_client.ts";
import { StreamCipher } from "./stream_cipher.ts";

export interface StsReply {
  /** Behind `STS/1.0 `. */
  readonly status: string;
  readonly sequence: string;
  readonly body: string;
}

export const REFUSAL = '<Error code="3002" server="0" module="0" line="0" text="0" />\n';

const CONNECT = "<Connect>\n<ConnType>400</ConnType>\n<Address>127.0.0.1</Address>\n</Connect>\n";

export class StsClient {
  readonly line: Line;
  readonly #a = crypto.getRandomValues(new Uint8Array(128));
  #sequence = 0;
  #outgoing: StreamCipher | null = null;
  #incoming: StreamCipher | null = null;

  constructor(line: Line) {
    this.line = line;
  }

  /** The bytes of a request, under the cipher that runs by now. */
  request(path: string, body = ""): Uint8Array<ArrayBuffer> {
    this.#sequence++;
    const bytes = utf8(`POST ${path} STS/1.0\r\nl:${utf8(body).length}\r\ns:${this.#sequence}\r\n\r\n${body}`);
    return this.#outgoing?.next(bytes) ?? bytes;
  }

  /** The next reply; null once the server has ended the line. */
  async reply(): Promise<StsReply | null> {
    let head = "";
    while (!head.endsWith("\r\n\r\n")) {
      const next = await this.#read(1);
      if (next === null) return null;
      head += next;
    }
    const shape = /^STS\/1\.0 (.+)\r\nl:(\d+)\r\ns:(\d+R)\r\n\r\n$/.exec(head);
    if (shape === null) throw new Error(`This is no head of a reply: ${head}`);
    const [, status = "", length = "", sequence = ""] = shape;
    return { status, sequence, body: await this.#read(Number(length)) ?? "" };
  }

  /** Sends a request and reads its reply. */
  async ask(path: string, body = ""): Promise<StsReply> {
    await this.line.write(this.request(path, body));
    const reply = await this.reply();
    if (reply === null) throw new Error(`The line ended instead of an answer to ${path}`);
    if (reply.sequence !== `${this.#sequence}R`) throw new Error(`The answer to ${path} is of ${reply.sequence}`);
    return reply;
  }

  /** `/Sts/Connect`, which nothing answers. */
  async connect(): Promise<this> {
    await this.line.write(this.request("/Sts/Connect", CONNECT));
    return this;
  }

  startRequest(email: string): Uint8Array<ArrayBuffer> {
    const body = `<Request>\n<LoginName>${email}</LoginName>\n<NetAddress>127.0.0.1</NetAddress>\n</Request>\n`;
    return this.request("/Auth/LoginStart", body);
  }

  /** The challenge of a LoginStart, or null for a refusal. */
  async start(email: string): Promise<Challenge | null> {
    await this.line.write(this.startRequest(email));
    return readChallenge(await this.reply());
  }

  prove(login: Login, challenge: Challenge): Proof {
    return answerChallenge(login, this.#a, challenge);
  }

  proofRequest({ M1 }: Pick<Proof, "M1">, A = publicKey(this.#a)): Uint8Array<ArrayBuffer> {
    const keyData = joinParts(toBytes(A), toBytes(toNumber(M1))).toBase64();
    return this.request("/Auth/KeyData", `<Request>\n<KeyData>${keyData}</KeyData>\n</Request>\n`);
  }

  /** From LoginStart until both ciphers run. False for a refusal, whose line goes on as before. */
  async logIn(login: Login): Promise<boolean> {
    const challenge = await this.start(login.email);
    if (challenge === null) return false;
    const proof = this.prove(login, challenge);
    await this.line.write(this.proofRequest(proof));
    return this.finish(await this.reply(), proof);
  }

  /** What the answer to KeyData means; on success both ciphers start. */
  finish(reply: StsReply | null, proof: Proof): boolean {
    if (isRefusal(reply)) return false;
    this.encipherOutgoing(proof.K);
    this.decipherIncoming(reply, proof);
    return true;
  }

  /** Behind the answer to KeyData, which must carry M2. */
  decipherIncoming(reply: StsReply | null, { K, M2 }: Proof): void {
    const [given] = readKeyData(reply, 32);
    if (given?.toHex() !== M2.toHex()) throw new Error("The server does not know the password itself: M2 is wrong");
    this.#incoming = new StreamCipher(K);
  }

  encipherOutgoing(K: Uint8Array): void {
    this.#outgoing = new StreamCipher(K);
  }

  /** The game token's text, or null for a refusal. */
  async gameToken(): Promise<string | null> {
    const reply = await this.ask("/Auth/RequestGameToken");
    if (isRefusal(reply)) return null;
    const token = /^<Reply>\n<Token>([0-9a-f-]{36})<\/Token>\n<\/Reply>\n$/.exec(reply.body)?.[1];
    if (token === undefined) throw new Error(`This is no token: ${reply.body}`);
    return token;
  }

  async #read(count: number): Promise<string | null> {
    const bytes = await this.line.read(count);
    return bytes === null ? null : new TextDecoder().decode(this.#incoming?.next(bytes) ?? bytes);
  }
}

/** The 16 bytes that the client sends to Auth for a token's text: a GUID in .NET's order. */
export function tokenBytes(guid: string): Uint8Array<ArrayBuffer> {
  const [a, b, c, d, e] = guid.split("-").map((group) => Uint8Array.fromHex(group));
  return join(a!.reverse(), b!.reverse(), c!.reverse(), d!, e!);
}

export function isRefusal(reply: StsReply | null): boolean {
  if (reply?.status !== "400  Bad Request") return false;
  if (reply.body !== REFUSAL) throw new Error(`A refusal of another shape: ${reply.body}`);
  return true;
}

/** Null for a refusal. */
export function readChallenge(reply: StsReply | null): Challenge | null {
  if (isRefusal(reply)) return null;
  const [salt, B] = readKeyData(reply, 16, 128);
  return { salt: salt!, B: B! };
}

/** The parts inside `<KeyData>`, each of at most so many bytes. */
function readKeyData(reply: StsReply | null, ...sizes: readonly number[]): Uint8Array[] {
  const text = /^<Reply>\n<KeyData>(.+)<\/KeyData>\n<\/Reply>\n$/.exec(reply?.body ?? "")?.[1];
  if (reply?.status !== "200  OK" || text === undefined) throw new Error(`There is no key data in ${reply?.body}`);
  let rest: Uint8Array = Uint8Array.fromBase64(text);
  const parts = sizes.map((size) => {
    const length = Number(toNumber(rest.subarray(0, 4)));
    if (length > size || length + 4 > rest.length) throw new Error(`Key data of ${length} bytes, not ${size}`);
    const part = rest.subarray(4, 4 + length);
    rest = rest.subarray(4 + length);
    return part;
  });
  if (rest.length > 0) throw new Error(`Key data with ${rest.length} bytes more`);
  return parts;
}

function joinParts(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join(...parts.flatMap((part) => [Uint8Array.of(part.length, 0, 0, 0), part]));
}
