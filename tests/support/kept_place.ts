/** A folder at the same place each time, so that what Deno keeps of a file by its path, such as its types, serves again. */
import { join } from "node:path";
import { cacheFolder } from "./cache_folder.ts";

const TOP = new URL("../../", import.meta.url).href;

/** Runs `run` with the folder, which is not there yet, and takes it away. One at a time for each name and checkout. */
export async function withKeptPlace(name: string, run: (folder: string) => Promise<void>): Promise<void> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(TOP));
  const folder = join(cacheFolder(), `${name}-${new Uint8Array(digest).toHex().slice(0, 12)}`);
  await Deno.mkdir(cacheFolder(), { recursive: true });
  using lock = await Deno.open(`${folder}.lock`, { create: true, write: true });
  await lock.lock(true);
  const clear = () => Deno.remove(folder, { recursive: true });
  await clear().catch(() => {}); // a run that was ended left it
  try {
    await run(folder);
  } finally {
    await clear();
  }
}
