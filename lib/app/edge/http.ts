/** HTTP put together: every route, and what each is given. */
import { createAddressReader } from "../../../routes/client_addresses.ts";
import { createDescriptionRoutes } from "../../../routes/description/mod.ts";
import { createHealthRoutes } from "../../../routes/health.ts";
import { createMetricsRoutes } from "../../../routes/metrics.ts";
import { createHttpApp } from "../../../routes/mod.ts";
import { createQuickAnswers } from "../../../routes/quick_answers.ts";
import { createRequestIds } from "../../../routes/request_ids.ts";
import { createWebSocketPath } from "../../../routes/web_socket_path.ts";
import type { Compressor } from "../../doors/files/compressed.ts";
import type { InitializedModules, ModuleHost } from "../../modules/host/host.ts";
import { createAddressSet } from "../../platform/addresses/address_set.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { ProcessWatch } from "../../platform/metrics/process_reading.ts";
import type { MetricsText } from "../../platform/metrics/recorded.ts";
import type { Domain } from "../services/domain.ts";
import type { Keys } from "../services/keys.ts";
import type { Browsers } from "./browsers.ts";
import { createOperatorRoutes } from "./operator_routes.ts";
import { createPlayersPage } from "./page_routes.ts";
import { createPlayerRoutes } from "./player_routes.ts";
import { createReadings } from "./readings.ts";
import { createServerRoutes } from "./server_routes.ts";
import type { ServerState } from "./server_state.ts";

interface HttpParts {
  readonly version: string;
  readonly state: ServerState;
  readonly processWatch: Pick<ProcessWatch, "read">;
  readonly hasher: Pick<PasswordHasher, "queue">;
  readonly keys: Pick<Keys, "jwks">;
  readonly host: Pick<ModuleHost, "games" | "metrics">;
  readonly modules: Pick<InitializedModules, "routes" | "listeners" | "overview">;
  readonly domain: Domain;
  readonly browsers: Browsers;
  /** The folder of the players' page. */
  readonly staticFolder: string;
  readonly compressor: Compressor;
  /** Of all processes that share the ports; without it this one's are all. */
  readonly readMetricsOfAll: (() => Promise<MetricsText>) | undefined;
}

export function createHttp(kernel: Kernel, parts: HttpParts) {
  const { config, random, log, tracing } = kernel;
  const { version, state, processWatch, hasher, keys, host, modules, domain, browsers, staticFolder, compressor } =
    parts;
  const { banList, onRefused, requestLimit, revalidator, sessions } = domain;
  const { trustedProxies, origins, security } = browsers;
  const { isReady, readMetrics } = createReadings(kernel, { state, processWatch, hasher, host, domain });
  const isStopping = () => state.isStopping;

  const addressOf = createAddressReader(trustedProxies);
  const nextRequestId = createRequestIds(random);
  const edge = { addressOf, nextRequestId, requestLimit, banList, sessions, origins, security };
  const isOpen = !config.auth.revalidateRequiresServerKey;
  const operatorAddresses = createAddressSet(config.admin.addresses);
  const mounted = [
    ...createPlayerRoutes(kernel, { state, host, modules, domain }),
    ...createServerRoutes(kernel, { keys, host, domain }),
    ...createOperatorRoutes(kernel, { host, modules, domain }),
    { path: "/", routes: createDescriptionRoutes({ version, compressor }) },
    { path: "/", routes: createHealthRoutes({ isReady, isStopping }) },
    { path: "/", routes: createWebSocketPath() },
    { path: "/", routes: createMetricsRoutes(parts.readMetricsOfAll ?? readMetrics) },
    ...[...modules.routes()].map(([id, routes]) => ({ path: `/games/${id}`, routes })),
    ...createPlayersPage(kernel, { domain, compressor, staticFolder }),
  ];
  return {
    app: createHttpApp({ ...edge, log, tracing, operatorAddresses, onRefused, mounted }),
    quick: createQuickAnswers({ ...edge, revalidator: isOpen ? revalidator : null }),
  };
}
