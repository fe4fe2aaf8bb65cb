/** What the doors of game modules are called in metrics, audit log, sessions and log: docs/contract.md, "Door names". */
import type { GameModule } from "../types.ts";

/** The doors that are the core's own. */
export const CORE_DOORS: readonly string[] = ["http", "websocket", "game_auth", "admin"];

type ModulePorts = Pick<GameModule, "id" | "ports">;

/** `<game>_<port>`, unless the module gave the port a name of its own. */
export function doorNameOf({ id, ports = {} }: ModulePorts, port: string): string {
  return ports[port]?.door ?? `${id}_${port}`;
}

/**
 * Which door a module means: by the name of its port, or by the door's; where it names none, its only one. A module with
 * several ports, or with none, is called by its id then.
 */
export function createDoorChoice(module: ModulePorts): (said?: string) => string {
  const { id, ports = {} } = module;
  const names = new Map(Object.keys(ports).map((port) => [port, doorNameOf(module, port)]));
  const [only, second] = names.values();
  const unnamed = only === undefined || second !== undefined ? id : only;
  return (said = id) => names.get(said) ?? (said === id ? unnamed : said);
}
