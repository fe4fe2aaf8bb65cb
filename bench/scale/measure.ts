/**
 * Asks a whole server, in a process of its own, each call some times: the least that it took, warm, so that what else the
 * machine does counts for little.
 */
import { TEST_ADMIN_TOKEN, TEST_MASTER_KEY } from "../../lib/testing/loopback_server.ts";
import { startChild } from "../support/child.ts";
import type { ScaleCall } from "./calls.ts";

const TIMES = 9;
/** What seems slow may be the machine's doing: it is asked more often. */
const SLOW_MS = 40;
const SLOW_TIMES = 60;

export interface Measured {
  readonly what: string;
  readonly status: number;
  readonly leastMs: number;
}

export async function measureCalls(
  variables: Record<string, string>,
  calls: readonly ScaleCall[],
): Promise<Measured[]> {
  const server = startChild("programs/gatehouse.ts", {
    ADMIN_TOKEN: TEST_ADMIN_TOKEN,
    MASTER_KEY: TEST_MASTER_KEY,
    SLIME_PORT: "off",
    AUTH_PORT: "off",
    REALM_PORT: "off",
    ...variables,
  });
  try {
    const url = `http://127.0.0.1:${await server.line()}`;
    const ask = async (path: string) => {
      const startedMs = performance.now();
      const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}` } });
      const text = await response.text();
      return { status: response.status, text, ms: performance.now() - startedMs };
    };
    const measured: Measured[] = [];
    for (const { what, path } of calls) {
      const { status, text } = await ask(path);
      if (status !== 200) console.log(`  ${path}: ${status} ${text.slice(0, 200)}`);
      const times: number[] = [];
      while (times.length < TIMES || (Math.min(...times) > SLOW_MS && times.length < SLOW_TIMES)) {
        times.push((await ask(path)).ms);
      }
      measured.push({ what, status, leastMs: Math.min(...times) });
    }
    return measured;
  } finally {
    await server.end();
  }
}
