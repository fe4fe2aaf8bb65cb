/**
 * The two forms in which Auth's packets are written. *Packed* is the shipped client's: one bit stream without
 * alignment, as a rule encrypted. *Documented* is byte-aligned and plain. Numbers are alike in both.
 */
import { DocumentedReader, DocumentedWriter } from "./documented_form.ts";
import { PackedReader, PackedWriter } from "./packed_form.ts";

export type FormName = "packed" | "documented";

/** Every read throws `ProtocolError` past the end. */
export interface FormReader {
  u16(): number;
  u32(): number;
  u64(): bigint;
  f32(): number;
  bytes(count: number): Uint8Array;
  text(): string;
  /** An e-mail, which the packed form ends with a NUL. */
  email(): string;
  /** The texts of one realm message; the documented form has one only. */
  texts(): string[];
  /** 2 bits of a realm's type below 21 bits of its note's text id. */
  typeAndNote(): number;
  expectEnd(): void;
}

export interface FormWriter {
  u16(value: number): this;
  u32(value: number): this;
  u64(value: bigint): this;
  f32(value: number): this;
  bytes(bytes: Uint8Array): this;
  text(text: string): this;
  email(text: string): this;
  texts(texts: readonly string[]): this;
  typeAndNote(value: number): this;
  finish(): Uint8Array<ArrayBuffer>;
}

export function createFormReader(form: FormName, bytes: Uint8Array): FormReader {
  return form === "packed" ? new PackedReader(bytes) : new DocumentedReader(bytes);
}

export function createFormWriter(form: FormName): FormWriter {
  return form === "packed" ? new PackedWriter() : new DocumentedWriter();
}
