/**
 * Rules of our own for `deno lint`, for authors of game modules as for ourselves. In a `deno.json`:
 *
 *     "lint": { "plugins": ["./lib/lint/plugin.ts"] }
 *
 * https://docs.deno.com/runtime/reference/lint_plugins/
 */
import { awaitQuery } from "./await_query.ts";

const plugin: Deno.lint.Plugin = { name: "gatehouse", rules: { "await-query": awaitQuery } };

export default plugin;
