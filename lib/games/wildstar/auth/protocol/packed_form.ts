/** Strings and odd fields of the packed form. */
import { BitReader } from "../../../../platform/bytes/bit_reader.ts";
import { BitWriter } from "../../../../platform/bytes/bit_writer.ts";
import { ProtocolError } from "../../../../platform/bytes/byte_reader.ts";
import { decodeUnits, encodeUnits } from "../../protocol/wide_text.ts";

const SHORT_COUNT_BITS = 7;
const LONG_COUNT_BITS = 15;
const TYPE_AND_NOTE_BITS = 23;
const NUL = "\0";

export class PackedReader extends BitReader {
  /** `wide`: one bit tells which of two widths the count of units has. */
  text(): string {
    const isLong = this.bits(1) === 1;
    return decodeUnits(this.bytes(2 * this.bits(isLong ? LONG_COUNT_BITS : SHORT_COUNT_BITS)));
  }

  /** `wide_fixed`: the count is of the final NUL as well. */
  email(): string {
    const text = decodeUnits(this.bytes(2 * this.u16()));
    if (text === "") return "";
    if (!text.endsWith(NUL)) throw new ProtocolError("Could not read an e-mail: its final NUL is missing");
    return text.slice(0, -1);
  }

  texts(): string[] {
    return Array.from({ length: this.u8() }, () => this.text());
  }

  typeAndNote(): number {
    return this.bits(TYPE_AND_NOTE_BITS);
  }
}

export class PackedWriter extends BitWriter {
  text(text: string): this {
    const isLong = text.length >= 2 ** SHORT_COUNT_BITS;
    return this.bits(isLong ? 1 : 0, 1)
      .bits(text.length, isLong ? LONG_COUNT_BITS : SHORT_COUNT_BITS)
      .bytes(encodeUnits(text));
  }

  email(text: string): this {
    return this.u16(text.length + 1).bytes(encodeUnits(text + NUL));
  }

  texts(texts: readonly string[]): this {
    this.u8(texts.length);
    for (const text of texts) this.text(text);
    return this;
  }

  typeAndNote(value: number): this {
    return this.bits(value, TYPE_AND_NOTE_BITS);
  }
}
