/**
 * nginx, Caddy and HAProxy, run for a test with the configurations of `deploy/`: only ports are changed in them, and where
 * certificates lie.
 */
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

/** Debian's nginx has `stream` as a module of its own. */
const NGINX_STREAM = "/usr/lib/nginx/modules/ngx_stream_module.so";

/** Whether this machine's nginx takes `stream { … }`. */
export async function hasNginxStream(): Promise<boolean> {
  return (await findProxy("nginx")) !== null && await Deno.stat(NGINX_STREAM).then(() => true, () => false);
}

interface ProxySetup {
  readonly kind: ProxyKind;
  readonly program: string;
  /** Below `deploy/`. */
  readonly file: string;
  /** The ports that the file listens on. */
  readonly listens: readonly number[];
  /** The file's ports of Gatehouse, and the test's. */
  readonly upstreams: Readonly<Record<number, number>>;
  /** The file's paths of certificates, and the test's. */
  readonly paths?: Readonly<Record<string, string>>;
}

export async function openProxy(
  { kind, program, file, listens, upstreams, paths = {} }: ProxySetup,
): Promise<Proxy> {
  const folder = await Deno.makeTempDir({ prefix: `${kind}_` });
  const ports = new Map(listens.map((port) => [port, freePort()]));
  let text = await Deno.readTextFile(join(DEPLOY, file));
  for (const [written, port] of Object.entries(upstreams)) {
    text = text.replaceAll(`127.0.0.1:${written}`, `127.0.0.1:${port}`);
  }
  for (const [written, path] of Object.entries(paths)) {
    if (!text.includes(written)) throw new Error(`${file} does not name ${written}`);
    text = text.replaceAll(written, path);
  }
  if (kind === "caddy") text = caddyOnPorts(text, ports);
  else for (const [written, port] of ports) text = onPort(text, written, port);
  const config = join(folder, kind === "caddy" ? "Caddyfile" : `${kind}.conf`);
  await Deno.writeTextFile(config, kind === "nginx" ? wholeNginx(text, folder) : text);
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

function wholeNginx(text: string, folder: string): string {
  const beginning = `user root; daemon off; pid ${folder}/pid; events {}\n`;
  if (/^stream \{/m.test(text)) return `load_module ${NGINX_STREAM};\n${beginning}${text}`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) =>
    `${kind}_temp_path ${folder}/${kind};`
  );
  return `${beginning}http { access_log off; ${temporary.join(" ")}\n${text}}\n`;
}

/** nginx and HAProxy write it alike, but for one word. */
function onPort(text: string, written: number, port: number): string {
  const place = new RegExp(`\\b(listen |bind :)${written}(?=[;\\s])`);
  if (!place.test(text)) throw new Error(`The configuration does not listen on ${written}`);
  return text.replace(place, (_, word: string) => `${word.replace(":", "")}127.0.0.1:${port}`);
}

/** Its port for operators is one for the whole machine, and so are those of a site that names none. */
function caddyOnPorts(text: string, ports: ReadonlyMap<number, number>): string {
  const options = ["admin off"];
  let changed = text;
  for (const [written, port] of ports) {
    if (text.includes(`\n:${written} {`)) changed = changed.replace(`\n:${written} {`, `\n:${port} {`);
    else options.push(`${written === 443 ? "https_port" : "http_port"} ${port}`);
  }
  return `{\n${options.map((option) => `\t${option}\n`).join("")}}\n${changed}`;
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
