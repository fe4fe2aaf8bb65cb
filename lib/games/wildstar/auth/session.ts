/**
 * One line to Auth: a state machine without a socket. A client asks once and is answered once; its pings are answered
 * before, beside and behind that.
 */
import { FrameBuffer } from "../../../platform/bytes/frame_buffer.ts";
import { type Line, type LineSession, type ModuleContext, ProtocolError } from "../../../modules/mod.ts";
import { WILDSTAR_FRAMING } from "../protocol/frame.ts";
import { readLineMessage } from "../protocol/line_messages.ts";
import { type Denial, RESULT } from "../protocol/results.ts";
import { SERVER_HELLO_FRAME } from "../protocol/server_hello.ts";
import { denialOf, deny, logRefusal, wireOf } from "../refusals.ts";
import type { Admission, Admit } from "./admission.ts";
import { decodeClientHello, formOf } from "./protocol/client_hello.ts";
import type { FormName } from "./protocol/form.ts";
import { encodeServerMessage, type RealmMessage, type ServerMessage } from "./protocol/server_messages.ts";

interface AuthSessionParts {
  readonly line: Line;
  readonly admit: Admit;
  readonly clock: Pick<ModuleContext["clock"], "now" | "after">;
  readonly realmMessages: readonly RealmMessage[];
}

/** How long the line stays after the last answer, so that the client reads it before it leaves. */
const LINGER_MS = 30_000;

const REALM_TYPES = { pve: 0, pvp: 1 } as const;

export class AuthSession implements LineSession {
  readonly #parts: AuthSessionParts;
  readonly #frames = new FrameBuffer(WILDSTAR_FRAMING);
  #state: "waiting" | "answered" | "closed" = "waiting";
  /** Where the next frame begins is lost; what was answered may still be read. */
  #isUnreadable = false;
  #cancelLinger = () => {};

  constructor(parts: AuthSessionParts) {
    this.#parts = parts;
  }

  opened(): void {
    this.#parts.line.send(SERVER_HELLO_FRAME);
  }

  /**
   * What comes behind the hello is dropped, but for the line's own messages: to close at once would lose answers that the
   * client has not read.
   * @throws {ProtocolError} for a frame that is too long, before the answer
   */
  async receive(bytes: Uint8Array): Promise<void> {
    if (this.#state === "closed" || this.#isUnreadable) return;
    try {
      this.#frames.push(bytes);
      for (let frame = this.#frames.next(); frame !== null; frame = this.#frames.next()) {
        await this.#take(frame.payload);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError) || this.#state === "waiting") throw error;
      this.#isUnreadable = true;
    }
  }

  async #take(frame: Uint8Array): Promise<void> {
    this.#parts.line.message();
    const own = readLineMessage(frame);
    if (own?.answer) this.#parts.line.send(own.answer);
    if (own !== null || this.#state !== "waiting") return;
    this.#state = "answered";
    await this.#answer(frame);
  }

  closed(): void {
    this.#state = "closed";
    this.#cancelLinger();
  }

  async #answer(frame: Uint8Array): Promise<void> {
    const { line, admit, clock } = this.#parts;
    const form = formOf(frame);
    let said: { client?: string; name?: string } | null = null;
    try {
      const hello = decodeClientHello(frame);
      said = { client: String(hello.build), name: hello.email };
      const ended = (reason: string) => line.close(`seat ${reason}`);
      const admitted = await admit({ hello, address: line.address, ended });
      if ("denial" in admitted) {
        line.attempt({ ...said, ...admitted.because, wire: wireOf(admitted.denial) });
        this.#deny(admitted.denial, form);
      } else {
        line.attempt({ ...said, wire: "accepted" });
        this.#accept(admitted, form);
      }
    } catch (error) {
      logRefusal(line.log, error);
      if (error instanceof ProtocolError) {
        this.#deny(deny(RESULT.unknown), form);
        return line.close("unreadable hello");
      }
      const denial = denialOf(error, clock.now());
      if (said !== null) line.attempt({ ...said, wire: wireOf(denial) });
      this.#deny(denial, form);
    }
    this.#linger();
  }

  #accept({ accountId, server, sessionKey }: Admission, form: FormName): void {
    const { line, realmMessages } = this.#parts;
    line.authenticated();
    this.#send({ type: "accepted" }, form);
    this.#send({ type: "realmMessages", messages: realmMessages }, form);
    this.#send({
      type: "realmInfo",
      address: server.address,
      port: server.port,
      sessionKey,
      accountId,
      name: server.name,
      flags: server.flags,
      realmType: REALM_TYPES[server.type],
      noteTextId: server.noteTextId,
    }, form);
  }

  #deny({ result, daysSuspended }: Denial, form: FormName): void {
    this.#send({ type: "denied", result, errorValue: 0, daysSuspended }, form);
  }

  #linger(): void {
    if (this.#state === "closed") return;
    const { line, clock } = this.#parts;
    line.greeted();
    this.#cancelLinger = clock.after(LINGER_MS, () => line.close("answered"));
  }

  #send(message: ServerMessage, form: FormName): void {
    this.#parts.line.send(encodeServerMessage(message, form));
  }
}
