/** Steam and Epic for tests: fakes on loopback, and the configuration that points the server at them. */
import type { Clock } from "../platform/clock.ts";
import { type FakeEpic, startFakeEpic } from "./fake_epic.ts";
import { type FakeSteam, startFakeSteam } from "./fake_steam.ts";

/** Whose fake. */
export type ProviderName = "steam" | "epic";

/** The fakes of a server. */
export interface FakeProviders {
  /** Throws unless the server was made with `providers: ["steam"]`. */
  readonly steam: FakeSteam;
  /** Throws unless the server was made with `providers: ["epic"]`. */
  readonly epic: FakeEpic;
}

const STEAM = { key: "test-publisher-key", appId: 480, identity: "gatehouse" };
const EPIC = { clientId: "test-client", deploymentId: "test-deployment" };

export async function startProviders(names: readonly ProviderName[], clock: Clock) {
  const steam = names.includes("steam") ? await startFakeSteam(STEAM) : null;
  const epic = names.includes("epic") ? await startFakeEpic({ ...EPIC, now: clock.now }) : null;
  const fakes: FakeProviders = {
    get steam() {
      return started(steam, "steam");
    },
    get epic() {
      return started(epic, "epic");
    },
  };
  return {
    fakes,
    /** Adds what the server has to know of them. */
    configure(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
      const auth = {
        ...steam === null ? {} : {
          steam: { apiKey: STEAM.key, appId: STEAM.appId, identity: STEAM.identity, baseUrl: steam.url },
        },
        ...epic === null ? {} : { epic: { ...EPIC, connectUrl: epic.connectUrl, accountUrl: epic.accountUrl } },
      };
      return names.length === 0 ? config : { ...config, auth: { ...auth, ...Object(config["auth"]) } };
    },
    async close(): Promise<void> {
      await steam?.close();
      await epic?.close();
    },
  };
}

function started<T>(fake: T | null, name: ProviderName): T {
  if (fake !== null) return fake;
  throw new Error(`Could not use the fake ${name}: make the server with { providers: ["${name}"] }`);
}
