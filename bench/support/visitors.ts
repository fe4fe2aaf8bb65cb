/**
 * Players who come one after the other at a fixed pace, each on a connection of its own, and ask who they are. The pace
 * does not wait for answers: a server that stands still for a second is felt by everybody who came meanwhile.
 */
import { loadHttp } from "./http_load.ts";

export interface Visits {
  readonly port: number;
  readonly token: string;
  readonly seconds: number;
}

const EVERY_MS = 10;
/** A visitor who is turned away is given this time, so that it stands in the figures, milliseconds. */
const LOST_MS = 30_000;

export interface Waits {
  /** From the connect to the last byte of the answer, milliseconds, in no order. */
  readonly times: readonly number[];
  /** How many got no answer. */
  readonly lost: number;
}

export async function visit({ port, token, seconds }: Visits): Promise<Waits> {
  const call = {
    hostname: "127.0.0.1",
    port,
    connections: 1,
    requests: 1,
    path: "/api/auth/verify",
    headers: { authorization: `Bearer ${token}` },
  };
  let lost = 0;
  const one = async () => {
    const startedAtMs = performance.now();
    try {
      await loadHttp(call);
      return performance.now() - startedAtMs;
    } catch {
      lost += 1;
      return LOST_MS;
    }
  };
  const visits: Promise<number>[] = [];
  const startedAtMs = performance.now();
  while (visits.length * EVERY_MS < seconds * 1_000) {
    visits.push(one());
    const dueMs = startedAtMs + visits.length * EVERY_MS;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
  }
  return { times: await Promise.all(visits), lost };
}
