/** What each module brings: for `deno task check-games`, and for the tests of modules. */
import type { LoadedModule } from "../loading/module_set.ts";
import { findModuleTables } from "../sql/module_tables.ts";
import type { ModuleRegistry } from "./registry.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

export interface ModuleOverview {
  readonly id: string;
  readonly name: string;
  /** As its author numbers it; null where it has none. */
  readonly version: string | null;
  /** A path, an `npm:` name, or `built in`. */
  readonly source: string;
  readonly ports: readonly { readonly name: string; readonly variable: string; readonly port: number | "off" }[];
  /** Without the two that remember its migrations. */
  readonly tables: readonly string[];
  readonly messages: readonly { readonly type: string; readonly cost: number; readonly isChecked: boolean }[];
  /** The kind, and the game where it is another's. */
  readonly hooks: readonly string[];
  readonly jobs: readonly string[];
  /** Such as `GET /scores`, below `/games/<id>`. */
  readonly routes: readonly string[];
  readonly credentials: readonly string[];
}

export interface OverviewParts extends Pick<Kernel, "database"> {
  readonly loaded: readonly LoadedModule[];
  readonly registry: ModuleRegistry;
  /** The number of each port that is not off, by module and name. */
  readonly openPorts: ReadonlyMap<string, number>;
}

export async function describeModules(parts: OverviewParts): Promise<readonly ModuleOverview[]> {
  const { loaded, registry, openPorts } = parts;
  const tables = await findModuleTables(parts.database, loaded.map(({ module }) => module.id));
  return loaded.map(({ module: { id, name, version = null, ports = {} }, source }) => {
    const own = <T>(all: readonly { readonly module: string; readonly value: T }[]): readonly T[] =>
      all.filter(({ module }) => module === id).map(({ value }) => value);
    const accountHooks = Object.entries(registry.accountHooks)
      .flatMap(([kind, all]) => all.filter(({ module }) => module === id).map(() => kind));
    return {
      id,
      name,
      version,
      source,
      ports: Object.entries(ports).map(([port, { variable }]) => ({
        name: port,
        variable,
        port: openPorts.get(`${id} ${port}`) ?? "off" as const,
      })),
      tables: tables.get(id) ?? [],
      messages: registry.handlers(id).map(({ type, cost, schema }) => ({ type, cost, isChecked: schema !== null })),
      hooks: [
        ...registry.allHooks().filter(({ module }) => module === id)
          .map(({ gameId, kind }) => gameId === id ? kind : `${kind} of ${gameId}`),
        ...accountHooks,
      ],
      jobs: registry.jobs.filter(({ owner }) => owner === id).map((job) => job.name),
      routes: (registry.routes.get(id)?.routes ?? []).map(({ method, path }) => `${method} ${path}`),
      credentials: own(registry.schemes).map((scheme) => scheme.name),
    };
  });
}
