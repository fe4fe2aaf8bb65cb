/** The modules of one server: loaded, configured, and without a quarrel over what each of them owns. */
import { basename, isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { gamePath } from "../../domain/characters/card.ts";
import { CHARACTER_NAME, type Game, type GameCatalog } from "../../domain/characters/games.ts";
import { ENTRY_FILES, loadGameModules, type SourcedModule } from "./loader.ts";
import { checkSlices, parseModuleConfig } from "./module_config.ts";
import { checkGameModule } from "./module_shape.ts";
import { claimedTwice } from "./claims.ts";
import { CORE_DOORS, doorNameOf } from "./door_names.ts";
import type { GameModule } from "../types.ts";
import { rulesOf } from "./character_rules.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { WorkWatch } from "../../platform/watchdog/work_watch.ts";

export interface LoadedModule extends SourcedModule {
  /** Its slice of the configuration, parsed by its schema. */
  readonly config: unknown;
}

interface ModuleSetParts extends Pick<Kernel, "clock"> {
  /** Is told whose import runs; nobody unless given. */
  readonly watch?: WorkWatch;
  /** In the order in which they are listed, before those of `sources`. */
  readonly builtIn: readonly GameModule[];
  /** Files, folders and `npm:` names. */
  readonly sources: readonly string[];
  /** The slices, by the ids of the modules. */
  readonly gameConfig: Readonly<Record<string, unknown>>;
}

/**
 * Loads and configures, and touches neither the database nor a port: what `deno task check-games` does.
 * @throws {Error} naming the module, or the two that claim one thing, and the cause
 */
export async function loadModuleSet(parts: ModuleSetParts): Promise<readonly LoadedModule[]> {
  const found = parts.builtIn.map((module) => ({ module: checkGameModule(module, "built in"), source: "built in" }));
  for (const source of parts.sources) found.push(...await loadGameModules(source, parts.clock, parts.watch));
  checkIds(found);
  checkPorts(found);
  checkSlices(parts.gameConfig, found.map(({ module }) => module.id));
  return found.map(({ module, source }) => {
    const slice = Object.hasOwn(parts.gameConfig, module.id) ? parts.gameConfig[module.id] : undefined;
    return { module, source, config: parseModuleConfig(module, slice) };
  });
}

/** Which module a file belongs to: the one that it is, or in whose folder it lies. Null for no module's. */
export function ownerOfFile(modules: readonly LoadedModule[], url: string): string | null {
  const owner = modules.find(({ source }) => {
    if (!isAbsolute(source)) return false;
    const file = pathToFileURL(source).href;
    return url === file || (ENTRY_FILES.includes(basename(source)) && url.startsWith(new URL(".", file).href));
  });
  return owner?.module.id ?? null;
}

export function createGameCatalog(modules: readonly LoadedModule[]): GameCatalog {
  const games = modules.map(({ module }) => toGame(module));
  const byId = new Map(games.map((game) => [game.id, game]));
  return { find: (gameId) => byId.get(gameId) ?? null, list: () => games };
}

function toGame({ id, name, character, page, howToStart, icon }: GameModule): Game {
  const rules = rulesOf(character);
  const rule = rules.name ?? CHARACTER_NAME;
  return {
    id,
    name,
    // With g or y an expression goes on where the last name ended.
    characterName: new RegExp(rule.source, rule.flags.replace(/[gy]/g, "")),
    ownership: rules.ownership ?? "player",
    data: rules.data ?? null,
    ...given("card", rules.card),
    ...given("page", page === undefined ? null : gamePath(id, page)),
    ...given("howToStart", howToStart),
    ...given("icon", icon === undefined ? null : gamePath(id, icon)),
  };
}

function given<Key extends string, Value>(key: Key, value: Value | null | undefined): { [K in Key]?: Value } {
  return value === undefined || value === null ? {} : { [key]: value } as { [K in Key]: Value };
}

function checkIds(found: readonly SourcedModule[]): void {
  const sources = new Map<string, string>();
  for (const { module, source } of found) {
    const other = sources.get(module.id);
    if (other !== undefined) throw claimedTwice("game id", module.id, other, source);
    sources.set(module.id, source);
  }
}

/** Numbers may be alike: the operator sets them apart, and the system refuses the second. */
function checkPorts(found: readonly SourcedModule[]): void {
  const owners = new Map<string, string>();
  const claim = (what: string, name: string, id: string) => {
    const other = owners.get(`${what} ${name}`);
    if (other !== undefined) throw claimedTwice(what, name, other, id);
    owners.set(`${what} ${name}`, id);
  };
  for (const door of CORE_DOORS) claim("door", door, "the core");
  for (const { module } of found) {
    for (const [name, { variable }] of Object.entries(module.ports ?? {})) {
      claim("port", name, module.id);
      claim("door", doorNameOf(module, name), module.id);
      claim("port variable", variable, module.id);
    }
  }
}
