/** What the core gives to the modules, put together of the domain's services. */
import type { Characters } from "../../domain/characters/characters.ts";
import type { Server } from "../../domain/servers/server.ts";
import type { Servers } from "../../domain/servers/servers.ts";
import type { Tickets } from "../../domain/tokens/tickets.ts";
import type { HostLookup } from "../../domain/servers/host_lookup.ts";
import type { CorePorts } from "../host/core_ports.ts";
import { createDoorChoice } from "../loading/door_names.ts";
import type { LoadedModule } from "../loading/module_set.ts";
import { type AccountsPortParts, createAccountsPort } from "./accounts_port.ts";
import { createSeatsPort, type SeatsPortParts } from "./seats_port.ts";

interface CorePortsParts extends AccountsPortParts, Omit<SeatsPortParts, "doorOf" | "doors" | "gameName"> {
  readonly loaded: readonly LoadedModule[];
  readonly characters: Characters;
  readonly servers: Pick<Servers, "onlineFor">;
  readonly ipv4Of: HostLookup;
  readonly tickets: Tickets;
  /** HKDF of the master key. */
  readonly deriveKey: (info: string, lengthBytes: number) => Uint8Array;
}

export function createCorePorts(parts: CorePortsParts): CorePorts {
  const { loaded, characters, servers, ipv4Of, tickets, deriveKey } = parts;
  const moduleOf = (id: string) => loaded.find(({ module }) => module.id === id)?.module ?? { id, name: id };
  return {
    characters,
    accounts: (gameId) => {
      const module = moduleOf(gameId);
      return createAccountsPort(parts, module, createDoorChoice(module));
    },
    seats: (gameId) => {
      const module = moduleOf(gameId);
      return createSeatsPort({ ...parts, doorOf: createDoorChoice(module), gameName: module.name }, gameId);
    },
    servers: (gameId) => ({ online: async () => await reachable(await servers.onlineFor(gameId), ipv4Of) }),
    tickets: (gameId) => ({ ...tickets, issue: (kind, ticket) => tickets.issue(kind, { ...ticket, gameId }) }),
    deriveKey: (gameId, info, lengthBytes) => deriveKey(`game ${gameId}: ${info}`, lengthBytes),
  };
}

/** What old clients can be sent to: by its IPv4 address, whatever the operator wrote. */
async function reachable(servers: readonly Server[], ipv4Of: HostLookup): Promise<Server[]> {
  const found = await Promise.all(
    servers.map(async (server) => ({ ...server, address: await ipv4Of(server.address) })),
  );
  return found.filter((server): server is Server => server.address !== null);
}
