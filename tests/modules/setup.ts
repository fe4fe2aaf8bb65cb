import type { GameModule, ModuleContext } from "../../lib/modules/types.ts";

export * from "../../lib/testing/module_host.ts";

/** A plain-object module, as an author without imports writes it. */
export function gameWith(
  initialize: (context: ModuleContext) => void | Promise<void>,
  more: Partial<GameModule> = {},
): GameModule {
  return { id: "my_game", name: "My Game", initialize, ...more };
}

export const nothing = () => {};
