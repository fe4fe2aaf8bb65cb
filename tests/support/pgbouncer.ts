/** A real PgBouncer before the tests' PostgreSQL. It refuses to run as root, so there it runs as `postgres`. */
import { freePort } from "./free_port.ts";

export type PoolMode = "session" | "transaction";

export const hasPgBouncer = await answers("pgbouncer");

/** Whether this machine has the program: without it the call throws. */
async function answers(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** @param url of the database behind it. `run` gets the URL that leads through the pooler. */
export async function withPgBouncer(
  url: string,
  mode: PoolMode,
  run: (url: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pgbouncer_" });
  const { hostname, port: serverPort, pathname, username, password } = new URL(url);
  const port = freePort();
  const secret = decodeURIComponent(password);
  await Deno.writeTextFile(`${folder}/users.txt`, `"${username}" "${secret}"\n`);
  await Deno.writeTextFile(
    `${folder}/pgbouncer.ini`,
    `[databases]
${pathname.slice(1)} = host=${hostname} port=${serverPort || 5432} user=${username}${
      secret === "" ? "" : ` password='${secret}'`
    }
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${folder}/users.txt
pool_mode = ${mode}
default_pool_size = 20
`,
  );
  const asRoot = Deno.uid() === 0;
  if (asRoot) await new Deno.Command("chown", { args: ["-R", "postgres", folder] }).output();
  const [command, ...args] = [...(asRoot ? ["setpriv", "--reuid=postgres", "--clear-groups"] : []), "pgbouncer"];
  const child = new Deno.Command(command!, {
    args: [...args, `${folder}/pgbouncer.ini`],
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await untilListening(port, child);
    await run(`postgres://${username}@127.0.0.1:${port}${pathname}`);
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  }
}

async function untilListening(port: number, { status }: Deno.ChildProcess): Promise<void> {
  let hasEnded = false;
  void status.then(() => hasEnded = true);
  while (!hasEnded) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
    if (connection !== null) return connection.close();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("PgBouncer did not start");
}
