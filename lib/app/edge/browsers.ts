/** For the doors that browsers come to: whose pages may act, and what every answer carries. */
import { securityHeaders } from "../../doors/browsers/answer_headers.ts";
import { createOrigins, type Origins } from "../../doors/browsers/origins.ts";
import { type AddressSet, createAddressSet } from "../../platform/addresses/address_set.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

export interface Browsers {
  readonly trustedProxies: AddressSet;
  /** Whose pages may act. */
  readonly origins: Origins;
  /** What every answer carries, whoever asks. */
  readonly security: Readonly<Record<string, string>>;
}

export function createBrowsers({ config, clock, log }: Kernel): Browsers {
  const { publicUrl, allowedOrigins: allowed } = config;
  const trustedProxies = createAddressSet(config.trustedProxies);
  return {
    trustedProxies,
    origins: createOrigins({ allowed, publicUrl, trustedProxies, clock, log }),
    security: securityHeaders(config.http.hsts),
  };
}
