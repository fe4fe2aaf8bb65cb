/** A server in a process of its own, on free ports of loopback. */
import { type Ended, run, type Variables } from "./program.ts";

export const PASSWORD = "correct horse";

/** On loopback, on free ports, without limits there, hashing as cheaply as is allowed, in one thread, on few connections. */
const VARIABLES: Variables = {
  HOST: "127.0.0.1",
  PORT: "0",
  SLIME_PORT: "0",
  AUTH_PORT: "0",
  REALM_PORT: "0",
  LIMITS_EXEMPT: "127.0.0.0/8",
  AUTH_BCRYPT_COST: "10",
  AUTH_BCRYPT_THREADS: "1",
  DATABASE_POOL_MAX: "4",
};

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number;
  /** All that it printed by then. */
  readonly readyLine: string;
  /** By door, as the ready line names them. */
  readonly ports: Readonly<Record<string, number>>;
  readonly url: string;
  readonly ended: Promise<Ended>;
  kill(signal: Deno.Signal): void;
  /** The first record of the log that matches, written before or yet to come. */
  logLine(match: RegExp): Promise<string>;
}

/** @throws {Error} with what it said, when it does not become ready */
export async function startProcess(
  folder: string,
  variables: Variables = {},
  script = "main.ts",
): Promise<ServerProcess> {
  const program = run(script, folder, { ...VARIABLES, ...variables });
  const { pid, ended, kill } = program;
  const readyLine = await program.firstLine("stdout");
  const doors = [...readyLine.matchAll(/(http|\w+)(?::\/\/[^:]+:| )([0-9]+)/g)];
  const ports = Object.fromEntries(doors.map(([, door = "", port]) => [door, Number(port)]));
  return {
    pid,
    readyLine,
    ports,
    url: `http://127.0.0.1:${ports["http"]}`,
    ended,
    kill,
    logLine: program.logLine,
    async [Symbol.asyncDispose]() {
      try {
        kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await ended;
    },
  };
}

/** For a start that fails. */
export async function runToEnd(
  folder: string,
  variables: Variables = {},
  args: readonly string[] = [],
): Promise<Ended> {
  return await run("main.ts", folder, { ...VARIABLES, ...variables }, args).ended;
}

/** Runs `use` with a new folder, and takes it away. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_process_" });
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export interface Answer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

export async function call(
  server: { readonly url: string },
  method: string,
  path: string,
  more: { readonly bearer?: string; readonly body?: unknown } = {},
): Promise<Answer> {
  const init: RequestInit = { method };
  if (more.bearer !== undefined) init.headers = { authorization: `Bearer ${more.bearer}` };
  if (more.body !== undefined) init.body = JSON.stringify(more.body);
  const response = await fetch(`${server.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, json: text.startsWith("{") ? JSON.parse(text) : null };
}

/** @returns the session's token */
export async function register(server: { readonly url: string }, username: string): Promise<string> {
  const { status, json } = await call(server, "POST", "/api/auth/register", { body: { username, password: PASSWORD } });
  if (status !== 201) throw new Error(`Could not register ${username}: ${json?.code}`);
  return json.token;
}

export async function logIn(server: { readonly url: string }, username: string): Promise<Answer> {
  return await call(server, "POST", "/api/auth/login", { body: { username, password: PASSWORD } });
}

/** The code of `verify`; null where the token holds. */
export async function verify(server: { readonly url: string }, bearer: string): Promise<string | null> {
  const { status, json } = await call(server, "GET", "/api/auth/verify", { bearer });
  return status === 200 ? null : json?.code;
}
