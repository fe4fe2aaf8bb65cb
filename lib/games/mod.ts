/** The games that come with the server. They use the public module API and nothing else. */
import type { GameModule } from "../modules/mod.ts";
import slime from "./slime/module.ts";
import wildstar from "./wildstar/module.ts";

export const builtInGames: readonly GameModule[] = [slime, wildstar];
