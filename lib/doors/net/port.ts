/** A listening port. */

export interface PortOptions {
  /** The door's name in log and errors, such as `slime`. */
  readonly name: string;
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Several processes on one port (Linux). Deno asks for `--unstable-net`, and ends the process without it. */
  readonly reusePort?: boolean;
}

/**
 * Takes a port.
 *
 * @throws {Error} when it cannot be had, naming door, address and why
 */
export function openPort({ name, hostname, port, reusePort }: PortOptions): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port, ...(reusePort ? { reusePort } : {}) });
  } catch (error) {
    throw new Error(`Could not open the ${name} door on ${hostname}:${port}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
