/**
 * The Chromium of the package `@sparticuz/chromium` (Linux, x64), unpacked once into a cache folder of our own. For
 * machines that have none: Debian's is preferred where it is.
 */
import { dirname, join } from "node:path";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { cacheFolder } from "./cache_folder.ts";
import tests from "../deno.json" with { type: "json" };

const VERSION = tests.imports["@sparticuz/chromium"].split("@").at(-1)!;
/** Debian's libnss3, which Chromium loads; the package brings it for machines without. */
const NSS = ["/usr/lib/x86_64-linux-gnu/libnss3.so", "/lib/x86_64-linux-gnu/libnss3.so", "/usr/lib64/libnss3.so"];
/** Without any font Chromium ends at the first letter that it draws; the package brings one family. */
const FONT_SETTINGS = "/etc/fonts/fonts.conf";

interface BundledChromium {
  readonly executable: string;
  /** What has to be set for it to start. */
  readonly env: Readonly<Record<string, string>>;
}

/** @returns null where the package has none for this machine */
export async function unpackChromium(): Promise<BundledChromium | null> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") return null;
  const folder = join(cacheFolder(), `chromium-${VERSION}-with-fonts`);
  const executable = join(folder, "chromium");
  const libraries = join(folder, "al2023", "lib");
  if (!await exists(executable)) await unpack(folder);
  const hasNss = (await Promise.all(NSS.map(exists))).includes(true);
  const env = {
    ...(hasNss ? {} : { LD_LIBRARY_PATH: libraries }),
    ...(await exists(FONT_SETTINGS) ? {} : { FONTCONFIG_FILE: join(folder, "fonts.conf") }),
  };
  return { executable, env };
}

/** Into a folder beside it first: what is there under its name is whole, however many unpack it at once. */
async function unpack(folder: string): Promise<void> {
  const packed = await packedFolder();
  const partial = `${folder}.${crypto.randomUUID()}`;
  await mkdir(partial, { recursive: true, mode: 0o700 });
  try {
    await decompress(join(packed, "chromium.br"), join(partial, "chromium"), 0o755);
    await unpackArchive(join(packed, "al2023.tar.br"), join(partial, "al2023"));
    await unpackArchive(join(packed, "fonts.tar.br"), join(partial, "fonts"));
    // The package's own settings name folders that everybody may write.
    await writeFile(join(partial, "fonts.conf"), fontSettings(folder));
    await rename(partial, folder).catch(async (error) => {
      if (!await exists(join(folder, "chromium"))) throw error; // else somebody was quicker
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function unpackArchive(from: string, folder: string): Promise<void> {
  const archive = `${folder}.tar`;
  await decompress(from, archive, 0o600);
  await mkdir(folder);
  const { success } = await new Deno.Command("tar", { args: ["-xf", archive, "-C", folder] }).output();
  if (!success) throw new Error(`Could not unpack ${from}: tar failed`);
  await rm(archive);
}

/** https://www.freedesktop.org/software/fontconfig/fontconfig-user.html */
function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
}

async function decompress(from: string, to: string, mode: number): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode }));
}

/** Beside the package's code, which is loaded so that it is there, and never asked: its own flags switch security off. */
async function packedFolder(): Promise<string> {
  await import("@sparticuz/chromium");
  const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium"));
  return join(dirname(dirname(entry)), "bin");
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
