/** Codecs of a game over a native line, from the client's side. */
import { FrameBuffer } from "../platform/bytes/frame_buffer.ts";
import type { Frame, FrameCipher, Framing } from "../platform/bytes/framing.ts";
import { NativeLine } from "./native_line.ts";

/** A native line whose server answers in frames. */
export class FramedLine {
  readonly line: NativeLine;
  readonly #frames: FrameBuffer;

  constructor(line: NativeLine, framing: Framing, cipher: FrameCipher | null = null) {
    this.line = line;
    this.#frames = new FrameBuffer(framing, cipher);
  }

  /** The next frame; null once the server has ended the line. */
  async next(): Promise<Frame | null> {
    while (true) {
      const frame = this.#frames.next();
      if (frame !== null) return frame;
      const chunk = await this.line.read();
      if (chunk === null) return null;
      this.#frames.push(chunk);
    }
  }

  /** From the next byte on. */
  startCipher(cipher: FrameCipher): void {
    this.#frames.startCipher(cipher);
  }
}
