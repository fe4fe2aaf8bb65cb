/** A listening port. */

export interface PortOptions {
  /** The door's name in log and errors, such as `slime`. */
  readonly name: string;
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where an operator sets it, such as `SLIME_PORT`: for the error. */
  readonly variable?: string;
  /** Several processes on one port (Linux). Deno asks for `--unstable-net`, and ends the process without it. */
  readonly reusePort?: boolean;
}

/**
 * Takes a port.
 *
 * @throws {Error} when it cannot be had, naming door, address and why
 */
export function openPort({ name, hostname, port, variable, reusePort }: PortOptions): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port, ...(reusePort ? { reusePort } : {}) });
  } catch (error) {
    const advice = variable === undefined ? "" : adviceFor(error, variable);
    throw new Error(`Could not open the ${name} door on ${hostname}:${port}: ${(error as Error).message}${advice}`, {
      cause: error,
    });
  }
}

function adviceFor(error: unknown, variable: string): string {
  if (error instanceof Deno.errors.AddrInUse) {
    return `. Another program has the port: end it, or set ${variable} to another one`;
  }
  if (error instanceof Deno.errors.PermissionDenied) return `. Set ${variable} to a port above 1023`;
  return "";
}
