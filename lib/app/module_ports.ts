/** What the core gives the game modules. */
import { createHostLookup } from "../domain/servers/host_lookup.ts";
import type { CorePorts } from "../modules/host/core_ports.ts";
import type { ModuleHost } from "../modules/host/host.ts";
import type { LoadedModule } from "../modules/loading/module_set.ts";
import { createCorePorts } from "../modules/ports/core_ports.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import type { Domain } from "./services/domain.ts";
import type { Keys } from "./services/keys.ts";

export interface ModulePortsParts {
  readonly loaded: readonly LoadedModule[];
  readonly keys: Pick<Keys, "deriveKey">;
  readonly host: Pick<ModuleHost, "runner">;
  readonly domain: Domain;
}

export function createModulePorts({ database, clock, log, random }: Kernel, parts: ModulePortsParts): CorePorts {
  const { loaded, keys: { deriveKey }, host: { runner }, domain } = parts;
  const { accounts, activity, characters, endings, doors, guesses, proof, seats, servers, sessions, tickets, trail } =
    domain;
  return createCorePorts({
    loaded,
    database,
    random,
    runner,
    deriveKey,
    accounts,
    proof,
    doors,
    guesses,
    characters,
    seats,
    sessions,
    activity,
    endings,
    servers,
    ipv4Of: createHostLookup({ clock, log }),
    tickets,
    trail,
  });
}
