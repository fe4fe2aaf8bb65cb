/** Strings and odd fields of the documented form. */
import { ByteReader } from "../../../../platform/bytes/byte_reader.ts";
import { ByteWriter } from "../../../../platform/bytes/byte_writer.ts";
import { FRAME_BYTES_MAX } from "../../protocol/frame.ts";
import { readWideText, writeWideText } from "../../protocol/wide_text.ts";

export class DocumentedReader extends ByteReader {
  text(): string {
    return readWideText(this);
  }

  email(): string {
    return readWideText(this);
  }

  texts(): string[] {
    return [readWideText(this)];
  }

  typeAndNote(): number {
    return this.u32();
  }
}

export class DocumentedWriter extends ByteWriter {
  constructor() {
    super(FRAME_BYTES_MAX);
  }

  text(text: string): this {
    writeWideText(this, text);
    return this;
  }

  email(text: string): this {
    return this.text(text);
  }

  texts(texts: readonly string[]): this {
    return this.text(texts.join("\n"));
  }

  typeAndNote(value: number): this {
    return this.u32(value);
  }
}
