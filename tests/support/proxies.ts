/** nginx, Caddy and HAProxy, run for a test with the configurations of `deploy/`: only ports are changed in them. */
import { join } from "node:path";
import { freePort } from "./free_port.ts";

const DEPLOY = join(import.meta.dirname!, "../../deploy");

export type ProxyKind = "nginx" | "caddy" | "haproxy";

export interface Proxy {
  /** Where it listens, by the port that the configuration names. */
  readonly ports: ReadonlyMap<number, number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The program, by a variable of its name in capitals or on the `PATH`; null where this machine has none. */
export async function findProxy(kind: ProxyKind): Promise<string | null> {
  const program = Deno.env.get(kind.toUpperCase()) ?? kind;
  const args = [kind === "caddy" ? "version" : "-v"];
  try {
    const { success } = await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output();
    return success ? program : null;
  } catch {
    return null; // thrown where there is no such file
  }
}

/**
 * @param file below `deploy/`
 * @param listens the ports that the file listens on
 * @param upstreams the file's ports of Gatehouse, and the test's
 */
export async function openProxy(
  kind: ProxyKind,
  program: string,
  file: string,
  listens: readonly number[],
  upstreams: Readonly<Record<number, number>>,
): Promise<Proxy> {
  const folder = await Deno.makeTempDir({ prefix: `${kind}_` });
  const ports = new Map(listens.map((port) => [port, freePort()]));
  let text = await Deno.readTextFile(join(DEPLOY, file));
  for (const [written, port] of Object.entries(upstreams)) {
    text = text.replaceAll(`127.0.0.1:${written}`, `127.0.0.1:${port}`);
  }
  for (const [written, port] of ports) {
    const place = { nginx: `listen ${written};`, caddy: `\n:${written} {`, haproxy: `bind :${written}\n` }[kind];
    if (!text.includes(place)) throw new Error(`${file} does not listen on ${written}`);
    text = text.replace(place, place.replace(/:?\d+/, kind === "caddy" ? `:${port}` : `127.0.0.1:${port}`));
  }
  const config = join(folder, kind === "caddy" ? "Caddyfile" : `${kind}.conf`);
  await Deno.writeTextFile(config, kind === "nginx" ? wholeNginx(text, folder) : withoutCaddyAdmin(kind, text));
  const args = {
    nginx: ["-p", folder, "-c", config, "-e", join(folder, "error.log")],
    caddy: ["run", "--config", config, "--adapter", "caddyfile"],
    haproxy: ["-db", "-f", config],
  }[kind];
  const env = { HOME: folder };
  const child = new Deno.Command(program, { args, env, stdout: "null", stderr: "null" }).spawn();
  const close = async () => {
    // To nginx, QUIT and TERM end its workers as well; KILL would leave them.
    child.kill("SIGTERM");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  };
  try {
    for (const port of ports.values()) await untilListening(port, child);
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
  return { ports, [Symbol.asyncDispose]: close };
}

function wholeNginx(server: string, folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) =>
    `${kind}_temp_path ${folder}/${kind};`
  );
  return `user root; daemon off; pid ${folder}/pid; events {}\nhttp { access_log off; ${
    temporary.join(" ")
  }\n${server}}\n`;
}

/** Its port for operators is one for the whole machine. */
function withoutCaddyAdmin(kind: ProxyKind, text: string): string {
  return kind === "caddy" ? `{\n\tadmin off\n}\n${text}` : text;
}

async function untilListening(port: number, { status }: Deno.ChildProcess): Promise<void> {
  let hasEnded = false;
  void status.then(() => hasEnded = true);
  while (!hasEnded) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
    if (connection !== null) return connection.close();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("The proxy did not start: its configuration is refused");
}
