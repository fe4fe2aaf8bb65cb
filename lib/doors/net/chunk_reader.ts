/** Reads whatever comes, with a small buffer while a connection is quiet: what idle connections hold adds up. */

/** A busy connection reads so much at a time, bytes. */
const BUSY_BYTES_MAX = 16 * 1024;

export interface ChunkReader {
  /** The next bytes, the caller's own; null at the end. Waits for one call at a time. */
  read(): Promise<Uint8Array<ArrayBuffer> | null>;
}

/**
 * @param idleBytes the buffer while little comes
 * @param busyBytes the buffer while more waits than fits; 16 KiB at most
 */
export function createChunkReader(
  source: { read(into: Uint8Array): Promise<number | null> },
  idleBytes: number,
  busyBytes: number,
): ChunkReader {
  const idleBuffer = new Uint8Array(idleBytes);
  const busySize = Math.min(BUSY_BYTES_MAX, Math.max(idleBytes, busyBytes));
  let buffer = idleBuffer;
  return {
    async read() {
      const count = await source.read(buffer);
      if (count === null) return null;
      const chunk = buffer.slice(0, count);
      if (count < buffer.byteLength) buffer = idleBuffer;
      else if (buffer === idleBuffer) buffer = new Uint8Array(busySize);
      return chunk;
    },
  };
}
