import { join } from "node:path";

/** Where tests keep what they fetched (XDG Base Directory Specification): ours alone, unlike a temporary folder that everybody may write. */
export function cacheFolder(): string {
  const base = Deno.env.get("XDG_CACHE_HOME") || join(Deno.env.get("HOME") ?? Deno.cwd(), ".cache");
  return join(base, "gatehouse");
}
