/**
 * The public API of game modules, as types. `mod.ts` exports them; nothing outside `lib/modules/` imports this file.
 * The built-in games use these and nothing else.
 */
export type { User } from "../domain/characters/user.ts";
export type * from "./api/characters.ts";
export type * from "./api/context.ts";
export type * from "./api/credentials.ts";
export type * from "./api/database.ts";
export type * from "./api/game_module.ts";
export type * from "./api/imports.ts";
export type * from "./api/ports.ts";
