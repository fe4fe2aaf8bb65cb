/** The first thing that every call meets: its address and id, the address's limit and ban, and the security headers. */
import { createMiddleware } from "hono/factory";
import type { AddressSet } from "../lib/platform/addresses/address_set.ts";
import { clientAddress } from "../lib/platform/addresses/client_address.ts";
import type { BanList } from "../lib/domain/bans/ban_list.ts";
import type { RequestLimit } from "../lib/domain/limits/request_limit.ts";
import type { Random } from "../lib/platform/random.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import type { HttpEnv } from "./http.ts";

export interface EdgeParts extends Pick<Kernel, "random"> {
  readonly trustedProxies: AddressSet;
  readonly requestLimit: RequestLimit;
  readonly banList: BanList;
  /** `Strict-Transport-Security`, where TLS is known to be in front; else null. */
  readonly hsts: string | null;
}

const ADDRESSES_MAX = 10_000;
/** A banned operator must still reach the console, and monitoring the probes. */
const OPEN_TO_BANNED = /^\/(admin\/api\/|healthz$|readyz$|metrics$)/;

export function createEdge(parts: EdgeParts) {
  const { requestLimit, banList, hsts } = parts;
  const addressOf = createAddressReader(parts.trustedProxies);
  const nextRequestId = createRequestIds(parts.random);
  return createMiddleware<HttpEnv>(async (c, next) => {
    const address = addressOf(c.env.peer, c.req.header("x-forwarded-for"));
    const requestId = nextRequestId();
    c.header("x-content-type-options", "nosniff");
    c.header("x-request-id", requestId);
    if (hsts !== null) c.header("strict-transport-security", hsts);
    c.set("address", address);
    c.set("requestId", requestId);
    requestLimit.count(address);
    if (!OPEN_TO_BANNED.test(c.req.path)) {
      const asked = banList.check(address);
      if (asked !== undefined) await asked;
    }
    await next();
    // An answer that was made without the context (an error, a file) has not taken them along.
    const { headers } = c.res;
    if (headers.has("x-request-id")) return;
    headers.set("x-content-type-options", "nosniff");
    headers.set("x-request-id", requestId);
    if (hsts !== null) headers.set("strict-transport-security", hsts);
  });
}

/** Players come again and again: what a peer's address reads as is remembered. */
function createAddressReader(trusted: AddressSet): (peer: string, forwardedFor: string | undefined) => string {
  const direct = new Map<string, string>();
  return (peer, forwardedFor) => {
    if (forwardedFor !== undefined) return clientAddress({ peer, forwardedFor, trusted });
    const known = direct.get(peer);
    if (known !== undefined) return known;
    if (direct.size >= ADDRESSES_MAX) direct.clear();
    const address = clientAddress({ peer, trusted });
    direct.set(peer, address);
    return address;
  };
}

/** A random prefix for the process and a number: unique, readable, and cheaper than a UUID for each call. */
function createRequestIds(random: Random): () => string {
  const prefix = random.uuid().slice(0, 8);
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}
