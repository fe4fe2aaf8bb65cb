import { expect } from "expect";
import fc from "fast-check";
import { FrameBuffer } from "../../../lib/platform/bytes/frame_buffer.ts";
import { createLengthFraming, type FrameCipher, type Framing } from "../../../lib/platform/bytes/framing.ts";
import { ProtocolError } from "../../../lib/platform/errors.ts";

const slimeLike = createLengthFraming({ lengthBytes: 2, countedHeadBytes: 0, payloadBytesMax: 8192 });
const authLike = createLengthFraming({ lengthBytes: 4, countedHeadBytes: 4, payloadBytesMax: 8188 });

/** A head of text up to an empty line, its first byte the length of the body: the shape of STS. */
const textLike: Framing = {
  headBytesMax: 32,
  payloadBytesMax: 9,
  headBytesMissing(head) {
    const tail = new TextDecoder().decode(head.subarray(-4));
    if (tail.endsWith("\r\n\r\n")) return 0;
    if (tail.endsWith("\r\n\r")) return 1;
    if (tail.endsWith("\r\n")) return 2;
    return tail.endsWith("\r") ? 3 : 4;
  },
  payloadBytes(head) {
    const length = head[0]! - 0x30;
    if (length < 0 || length > 9) throw new ProtocolError("Could not read the head: no length");
    return length;
  },
};

/** Adds 1, 2, 3 … to the bytes, or takes them away: a cipher whose place in the stream shows. */
function counting(sign: 1 | -1, first = 1) {
  let count = first;
  return {
    process(bytes: Uint8Array) {
      for (let index = 0; index < bytes.length; index++) bytes[index] = bytes[index]! + sign * count++;
    },
  };
}

const line = (sign: 1 | -1, first?: number): FrameCipher => ({ covers: "line", stream: counting(sign, first) });
const ascii = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function take(buffer: FrameBuffer): string[] {
  const payloads = [];
  for (let frame = buffer.next(); frame !== null; frame = buffer.next()) payloads.push(text(frame.payload));
  return payloads;
}

function enciphered(plain: string, first?: number): Uint8Array {
  const bytes = ascii(plain);
  counting(1, first).process(bytes);
  return bytes;
}

Deno.test("several frames in one chunk come out one by one", () => {
  const buffer = new FrameBuffer(slimeLike);
  buffer.push(Uint8Array.of(2, 0, 65, 66, 0, 0, 1, 0, 67));
  expect(take(buffer)).toEqual(["AB", "", "C"]);
  expect(buffer.capacityBytes).toBe(0);
});

Deno.test("a frame may come in any number of pieces", () => {
  const buffer = new FrameBuffer(authLike);
  const bytes = [6, 0, 0, 0, 65, 66];
  const seen = bytes.map((byte) => {
    buffer.push(Uint8Array.of(byte));
    return take(buffer);
  });
  expect(seen).toEqual([[], [], [], [], [], ["AB"]]);
});

Deno.test("the head comes with its payload", () => {
  const buffer = new FrameBuffer(textLike);
  buffer.push(ascii("3 POST\r\n\r\nabc1\r\n\r\nd"));
  expect(text(buffer.next()!.head)).toBe("3 POST\r\n\r\n");
  expect(text(buffer.next()!.head)).toBe("1\r\n\r\n");
  expect(buffer.next()).toBeNull();
});

Deno.test("what was pushed is copied: the reader may use its memory again", () => {
  const buffer = new FrameBuffer(slimeLike);
  const chunk = Uint8Array.of(2, 0, 65);
  buffer.push(chunk);
  chunk.fill(0);
  buffer.push(Uint8Array.of(66));
  expect(take(buffer)).toEqual(["AB"]);
});

Deno.test("a length over the largest ends the buffer for good, before its payload has come", () => {
  const buffer = new FrameBuffer(slimeLike);
  buffer.push(Uint8Array.of(0x00, 0x20));
  expect(buffer.next()).toBeNull();

  const tooLong = new FrameBuffer(slimeLike);
  tooLong.push(Uint8Array.of(1, 0, 65, 0x01, 0x20));
  expect(text(tooLong.next()!.payload)).toBe("A");
  expect(() => tooLong.next()).toThrow("Could not read a frame: 8193 bytes, not 0 to 8192");
  expect(() => tooLong.next()).toThrow(ProtocolError);
  expect(() => tooLong.push(Uint8Array.of(0, 0))).toThrow(ProtocolError);
  expect(tooLong.capacityBytes).toBe(0);
});

Deno.test("a length that counts itself cannot be shorter than itself", () => {
  const buffer = new FrameBuffer(authLike);
  buffer.push(Uint8Array.of(3, 0, 0, 0));
  expect(() => buffer.next()).toThrow(ProtocolError);
});

Deno.test("a head over its largest ends the buffer, and so does one that cannot be read", () => {
  const long = new FrameBuffer(textLike);
  long.push(ascii("1".repeat(33)));
  expect(() => long.next()).toThrow("its head is over 32 bytes");

  const unreadable = new FrameBuffer(textLike);
  unreadable.push(ascii("x\r\n\r\n"));
  expect(() => unreadable.next()).toThrow("no length");
  expect(() => unreadable.push(ascii("1"))).toThrow("no length");
});

Deno.test("nothing more is taken in while the largest frame waits", () => {
  const buffer = new FrameBuffer(textLike);
  buffer.push(new Uint8Array(42));
  expect(() => buffer.push(Uint8Array.of(1))).toThrow("Could not push 1 bytes: 42 wait to be taken");
});

Deno.test("a cipher over payloads begins afresh with each and leaves the heads clear", () => {
  const buffer = new FrameBuffer(slimeLike, { covers: "payload", start: () => counting(-1) });
  buffer.push(Uint8Array.of(2, 0, 66, 68, 1, 0, 68));
  expect(take(buffer)).toEqual(["AB", "C"]);
});

Deno.test("a running cipher goes on over heads and payloads, wherever the chunks are cut", () => {
  const bytes = enciphered("3 a\r\n\r\nabc0\r\n\r\n2\r\n\r\nde");
  for (let cut = 0; cut <= bytes.length; cut++) {
    const buffer = new FrameBuffer(textLike, line(-1));
    buffer.push(bytes.subarray(0, cut));
    const first = take(buffer);
    buffer.push(bytes.subarray(cut));
    expect([...first, ...take(buffer)]).toEqual(["abc", "", "de"]);
  }
});

Deno.test("a cipher starts exactly behind the frame in hand, in the middle of a chunk, and can be replaced there", () => {
  const bytes = [...ascii("1\r\n\r\na"), ...enciphered("1\r\n\r\nb"), ...enciphered("2\r\n\r\ncd1\r\n\r\ne", 50)];
  for (let cut = 0; cut <= bytes.length; cut++) {
    const buffer = new FrameBuffer(textLike);
    const seen: string[] = [];
    for (const chunk of [bytes.slice(0, cut), bytes.slice(cut)]) {
      buffer.push(Uint8Array.from(chunk));
      for (let frame = buffer.next(); frame !== null; frame = buffer.next()) {
        seen.push(text(frame.payload));
        if (seen.length === 1) buffer.startCipher(line(-1));
        if (seen.length === 2) buffer.startCipher(line(-1, 50));
      }
    }
    expect(seen).toEqual(["a", "b", "cd", "e"]);
  }
});

Deno.test("a cipher cannot start inside a frame", () => {
  const buffer = new FrameBuffer(textLike);
  buffer.push(ascii("1 ab"));
  expect(buffer.next()).toBeNull();
  expect(() => buffer.startCipher(line(-1))).toThrow("the next frame is already begun");
});

Deno.test("property: no bytes make it hold more than the largest frame and the chunk in hand", () => {
  const framing = fc.constantFrom(slimeLike, authLike, textLike);
  const cipher = fc.constantFrom(null, line(-1), { covers: "payload", start: () => counting(-1) } as FrameCipher);
  const chunks = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 60 });
  fc.assert(fc.property(framing, cipher, chunks, (framing, cipher, chunks) => {
    const buffer = new FrameBuffer(framing, cipher);
    for (const chunk of chunks) {
      try {
        buffer.push(chunk);
        expect(buffer.capacityBytes).toBeLessThanOrEqual(framing.headBytesMax + framing.payloadBytesMax + chunk.length);
        while (buffer.next() !== null);
        expect(buffer.heldBytes).toBeLessThan(framing.headBytesMax + framing.payloadBytesMax);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
        expect(buffer.capacityBytes).toBe(0);
        return;
      }
    }
  }));
});

Deno.test("property: however frames are cut, the same payloads come out", () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 12 });
  fc.assert(fc.property(payloads, fc.infiniteStream(fc.integer({ min: 1, max: 20 })), (payloads, sizes) => {
    const bytes = Uint8Array.from(payloads.flatMap((payload) => [payload.length, 0, ...payload]));
    const buffer = new FrameBuffer(slimeLike);
    const seen: number[][] = [];
    for (let at = 0; at < bytes.length;) {
      const size = sizes.next().value!;
      buffer.push(bytes.subarray(at, at + size));
      at += size;
      for (let frame = buffer.next(); frame !== null; frame = buffer.next()) seen.push([...frame.payload]);
    }
    expect(seen).toEqual(payloads.map((payload) => [...payload]));
  }));
});

Deno.test("a frame that comes byte by byte is not copied again for each byte", () => {
  const buffer = new FrameBuffer(slimeLike);
  const frame = new Uint8Array(2 + 8192).fill(65);
  frame.set([0x00, 0x20]);
  const allocate = globalThis.Uint8Array;
  let allocatedBytes = 0;
  globalThis.Uint8Array = new Proxy(allocate, {
    construct(target, given: [number]) {
      if (typeof given[0] === "number") allocatedBytes += given[0];
      return Reflect.construct(target, given);
    },
  });
  try {
    for (let index = 0; index < frame.length; index++) buffer.push(frame.subarray(index, index + 1));
  } finally {
    globalThis.Uint8Array = allocate;
  }
  expect(buffer.next()?.payload).toHaveLength(8192);
  expect(allocatedBytes).toBeLessThan(4 * frame.length);
});
