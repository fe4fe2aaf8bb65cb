/** ClientHelloAuth, the one packet that a client sends, in both forms. */
import { ProtocolError } from "../../../../platform/bytes/byte_reader.ts";
import { decodePacket, encodeFrame, type Packet } from "../../protocol/frame.ts";
import { CLIENT_ENCRYPTED_OPCODE, CLIENT_PACKED_OPCODE, seal, unseal } from "./envelope.ts";
import { createFormReader, createFormWriter, type FormName, type FormReader, type FormWriter } from "./form.ts";

const CLIENT_HELLO_OPCODE = 0x0592;

export interface ClientHelloAuth {
  readonly build: number;
  /** 0x1588. */
  readonly constant: bigint;
  readonly email: string;
  /** 16 bytes of which the documents do not tell more. */
  readonly unnamed: Uint8Array;
  /** 16 bytes. */
  readonly gameToken: Uint8Array;
  readonly address: number;
  readonly language: number;
  readonly gameMode: number;
  readonly unused: number;
  /** Null in the documented form, where it may be missing and is not read. */
  readonly hardware: Hardware | null;
}

interface Hardware {
  readonly processorTexts: readonly string[];
  readonly processor: readonly number[];
  readonly memory: number;
  readonly graphicsText: string;
  readonly graphics: readonly number[];
  readonly system: readonly number[];
  readonly dataCentre: number;
}

const TOKEN_BYTES = 16;
const PROCESSOR_TEXTS = 3;
const PROCESSOR_NUMBERS = 5;
const GRAPHICS_NUMBERS = 5;
const SYSTEM_NUMBERS = 4;

/** Where a plain packet has the high half of the count of its e-mail, or already its first letter. */
const TELLTALE_AT = 4 + 8 + 2;

/** In which form a frame asks, whether it can be read or not: an answer goes out in the same. */
export function formOf(frame: Uint8Array): FormName {
  if (frame.length < 2) return "documented";
  const { opcode, payload } = decodePacket(frame);
  if (opcode === CLIENT_ENCRYPTED_OPCODE || opcode === CLIENT_PACKED_OPCODE) return "packed";
  if (opcode !== CLIENT_HELLO_OPCODE) return "documented";
  const telltale = payload.subarray(TELLTALE_AT, TELLTALE_AT + 2);
  return telltale.some((byte) => byte !== 0) ? "packed" : "documented";
}

/**
 * What a frame holds behind its size.
 * @throws {ProtocolError}
 */
export function decodeClientHello(frame: Uint8Array): ClientHelloAuth {
  const form = formOf(frame);
  const outer = decodePacket(frame);
  const packet = form === "packed" && outer.opcode !== CLIENT_HELLO_OPCODE ? unseal(outer) : outer;
  if (packet.opcode !== CLIENT_HELLO_OPCODE) {
    throw new ProtocolError(`Could not read a hello: opcode ${packet.opcode} is another packet`);
  }
  const reader = createFormReader(form, packet.payload);
  const hello = readHello(reader, form);
  if (form === "packed") reader.expectEnd();
  return hello;
}

export type ClientHelloEnvelope = "encrypted" | "packed" | "plain";

/** A whole frame, ready to be sent; only a packed hello has an envelope. */
export function encodeClientHello(
  hello: ClientHelloAuth,
  form: FormName,
  envelope: ClientHelloEnvelope = "plain",
): Uint8Array<ArrayBuffer> {
  const writer = createFormWriter(form);
  writeHello(writer, hello);
  const packet: Packet = { opcode: CLIENT_HELLO_OPCODE, payload: writer.finish() };
  if (envelope === "plain") return encodeFrame(packet);
  return encodeFrame(seal(envelope === "encrypted" ? CLIENT_ENCRYPTED_OPCODE : CLIENT_PACKED_OPCODE, packet));
}

function readHello(reader: FormReader, form: FormName): ClientHelloAuth {
  return {
    build: reader.u32(),
    constant: reader.u64(),
    email: reader.email(),
    unnamed: reader.bytes(TOKEN_BYTES),
    gameToken: reader.bytes(TOKEN_BYTES),
    address: reader.u32(),
    language: reader.u32(),
    gameMode: reader.u32(),
    unused: reader.u32(),
    hardware: form === "packed" ? readHardware(reader) : null,
  };
}

function writeHello(writer: FormWriter, hello: ClientHelloAuth): void {
  writer.u32(hello.build).u64(hello.constant).email(hello.email).bytes(hello.unnamed).bytes(hello.gameToken);
  writer.u32(hello.address).u32(hello.language).u32(hello.gameMode).u32(hello.unused);
  if (hello.hardware !== null) writeHardware(writer, hello.hardware);
}

function readHardware(reader: FormReader): Hardware {
  const numbers = (count: number) => Array.from({ length: count }, () => reader.u32());
  return {
    processorTexts: Array.from({ length: PROCESSOR_TEXTS }, () => reader.text()),
    processor: numbers(PROCESSOR_NUMBERS),
    memory: reader.u32(),
    graphicsText: reader.text(),
    graphics: numbers(GRAPHICS_NUMBERS),
    system: numbers(SYSTEM_NUMBERS),
    dataCentre: reader.u32(),
  };
}

function writeHardware(writer: FormWriter, hardware: Hardware): void {
  const writeNumbers = (numbers: readonly number[]) => numbers.forEach((number) => writer.u32(number));
  hardware.processorTexts.forEach((text) => writer.text(text));
  writeNumbers(hardware.processor);
  writer.u32(hardware.memory).text(hardware.graphicsText);
  writeNumbers(hardware.graphics);
  writeNumbers(hardware.system);
  writer.u32(hardware.dataCentre);
}
