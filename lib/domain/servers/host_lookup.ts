/** The IPv4 addresses of hosts, for clients that know no others: looked up once a minute at most, and never waited for long. */
import { lookup as lookUpHost } from "node:dns/promises";
import { parseAddress } from "../../platform/addresses/address.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { withinTime } from "../../platform/time_limit.ts";

const FRESH_MS = 60_000;
/** Until a name that could not be looked up is looked up again. */
const FAILED_MS = 10_000;
const WAIT_MS = 2_000;
/** Names of game servers, and there are few. */
const NAMES_MAX = 1_000;

interface HostLookupParts extends Pick<Kernel, "clock" | "log"> {
  /** Asks the system for an IPv4 address; rejects where there is none. */
  readonly lookUp?: (name: string) => Promise<string>;
}

/**
 * @returns the IPv4 address of an address or a host's name; null where it has none. One that was known stays while it
 * cannot be looked up.
 */
export type HostLookup = (host: string) => Promise<string | null>;

interface Known {
  readonly address: string | null;
  readonly untilMs: number;
}

export function createHostLookup({ clock, log, lookUp = askSystem }: HostLookupParts): HostLookup {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<string | null>>();

  const ask = async (name: string): Promise<string | null> => {
    const answer = await withinTime(clock, WAIT_MS, lookUp(name), () => new Error("No answer in time")).catch(
      (error) => {
        log.warn("Could not look up a game server's host", { host: name, error });
        return null;
      },
    );
    if (known.size >= NAMES_MAX) known.clear();
    const address = answer ?? known.get(name)?.address ?? null;
    known.set(name, { address, untilMs: clock.monotonicMs() + (answer === null ? FAILED_MS : FRESH_MS) });
    return address;
  };

  return async (host) => {
    const address = parseAddress(host);
    if (address !== null) return address.includes(":") ? null : address;
    const found = known.get(host);
    if (found !== undefined && clock.monotonicMs() < found.untilMs) return found.address;
    const running = asking.get(host) ?? ask(host).finally(() => asking.delete(host));
    asking.set(host, running);
    return await running;
  };
}

async function askSystem(name: string): Promise<string> {
  return (await lookUpHost(name, { family: 4 })).address;
}
