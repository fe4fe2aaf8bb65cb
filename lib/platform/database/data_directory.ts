/** The folder of the embedded database: made where it is missing, and held by one server at a time. */
import { join } from "node:path";

type DataDirectory = ReturnType<typeof openDataDirectory>;

/**
 * Takes the folder. The operating system holds the lock, so that it ends with the process however that ends.
 * @throws {Error} naming the pid of the server that holds it, or why it cannot be had
 */
export function openDataDirectory(path: string) {
  const file = openLock(path);
  if (!file.tryLockSync(true)) {
    const pid = readText(file).trim();
    file.close();
    throw new Error(
      `Could not use the data directory ${path}: a server with pid ${pid || "unknown"} is running on it`,
    );
  }
  file.truncateSync(0);
  file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  file.syncSync();
  return {
    path,
    /** Lets another server have it. */
    release(): void {
      file.truncateSync(0);
      file.unlockSync();
      file.close();
    },
  };
}

function openLock(path: string): Deno.FsFile {
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    return Deno.openSync(join(path, "server.lock"), { create: true, read: true, write: true, mode: 0o600 });
  } catch (cause) {
    const isRefused = cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable;
    const isFile = cause instanceof Deno.errors.AlreadyExists || cause instanceof Deno.errors.NotADirectory;
    const reason = isFile
      ? "a file is there. Name a folder in DATA_DIR"
      : isRefused
      ? "it may not be written. Give it to the user that runs the server, or name another folder in DATA_DIR"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new Error(`Could not use the data directory ${path}: ${reason}`, { cause });
  }
}

function readText(file: Deno.FsFile): string {
  const buffer = new Uint8Array(32);
  const count = file.readSync(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, count));
}
