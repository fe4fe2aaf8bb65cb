/** Whether a new line may stay, decided before any session is made for it: proxy header, caps, refused addresses. */
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import type { Clock } from "../../platform/clock.ts";
import { ProtocolError } from "../../platform/errors.ts";
import type { Log } from "../../platform/log/log.ts";
import type { Place } from "./connection_caps.ts";
import { describeFailure } from "./failure.ts";
import type { LineCounters } from "./line_counters.ts";
import type { LineSocket } from "./line_socket.ts";
import type { DoorTrail } from "./line_trail.ts";
import { type Proxied, readProxyHeader } from "./proxy_reader.ts";

/** How long a trusted proxy has for its header, milliseconds. */
const PROXY_HEADER_MS = 5_000;

export interface AdmissionParts {
  readonly trustedProxies: AddressSet;
  /** Asked last; true closes the line in silence. When it throws nobody can tell, and the line is closed too. */
  readonly refuse?: ((address: string) => boolean | Promise<boolean>) | undefined;
  readonly trail: Pick<DoorTrail, "refused">;
  readonly counters: LineCounters;
  readonly clock: Clock;
  readonly log: Log;
}

interface Admitted {
  /** The player's. */
  readonly address: string;
  /** What came behind a PROXY header. */
  readonly firstBytes: Uint8Array;
}

/**
 * Admits a line or not (null). A trusted proxy must say whom it stands for; anybody else's header is left to the
 * session, which finds it malformed.
 */
export async function admitLine(
  socket: LineSocket,
  peer: string,
  place: Place,
  parts: AdmissionParts,
): Promise<Admitted | null> {
  const { counters, trustedProxies } = parts;
  const proxied = trustedProxies.has(peer) ? await readWithin(socket, peer, parts) : { source: null, rest: noBytes };
  if (proxied === null) {
    counters.refused.unproxied += 1;
    return null;
  }
  const address = proxied.source ?? peer;
  const cap = place.identify(address);
  if (cap !== null) {
    counters.refused[cap] += 1;
    parts.trail.refused(address, cap);
    return null;
  }
  if (await isRefused(address, parts)) {
    counters.refused.banned += 1;
    parts.trail.refused(address, "banned");
    return null;
  }
  return { address, firstBytes: proxied.rest };
}

const noBytes = new Uint8Array(0);

async function readWithin(socket: LineSocket, peer: string, { clock, log }: AdmissionParts): Promise<Proxied | null> {
  const cancel = clock.after(PROXY_HEADER_MS, () => socket.close());
  try {
    return await readProxyHeader(socket);
  } catch (error) {
    // A balancer's plain TCP health check is no error of its own.
    if (error instanceof ProtocolError) log.debug("Refused a line of a trusted proxy", { peer, reason: error.message });
    return null;
  } finally {
    cancel();
  }
}

async function isRefused(address: string, { refuse, log }: AdmissionParts): Promise<boolean> {
  if (refuse === undefined) return false;
  try {
    return await refuse(address);
  } catch (error) {
    log.error("Could not check the address of a new line", describeFailure(error));
    return true;
  }
}
