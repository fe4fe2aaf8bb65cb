/** Sends one request over and over on kept-alive connections, as cheaply as the runtime allows. */

interface HttpLoad {
  readonly hostname: string;
  readonly port: number;
  readonly connections: number;
  /** All connections together. */
  readonly requests: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @returns the time of each answer, milliseconds, in no order; throws where an answer is not 200 */
export async function loadHttp(load: HttpLoad): Promise<number[]> {
  const lines = Object.entries(load.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const request = new TextEncoder().encode(
    `GET ${load.path} HTTP/1.1\r\nhost: ${load.hostname}:${load.port}\r\n${lines}\r\n`,
  );
  const times: number[] = [];
  let left = load.requests;
  await Promise.all(Array.from({ length: load.connections }, async () => {
    using connection = await Deno.connect({ hostname: load.hostname, port: load.port });
    connection.setNoDelay(true);
    const buffer = new Uint8Array(16_384);
    while (left-- > 0) {
      const startedAt = performance.now();
      await connection.write(request);
      await readAnswer(connection, buffer);
      times.push(performance.now() - startedAt);
    }
  }));
  return times;
}

async function readAnswer(connection: Deno.TcpConn, buffer: Uint8Array): Promise<void> {
  let size = 0;
  while (true) {
    const count = await connection.read(buffer.subarray(size));
    if (count === null) throw new Error("Could not read an answer: the connection was closed");
    size += count;
    const text = new TextDecoder("latin1").decode(buffer.subarray(0, size));
    const head = text.indexOf("\r\n\r\n");
    if (head === -1) continue;
    if (!text.startsWith("HTTP/1.1 200")) throw new Error(`Could not go on: the answer was ${text.slice(0, 40)}`);
    if (/transfer-encoding: *chunked/i.test(text.slice(0, head))) {
      if (text.endsWith("\r\n0\r\n\r\n")) return;
      continue;
    }
    const length = Number(/content-length: *([0-9]+)/i.exec(text)?.[1] ?? 0);
    if (size >= head + 4 + length) return;
  }
}

/** @param share 0.99 for the 99th percentile */
export function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
