/** How a command ends: what it did on standard output, or why it could not on standard error. */

/** Ends with what the command did, or why it could not. */
export async function endWith(run: () => string | Promise<string>): Promise<never> {
  return succeed(await Promise.try(run).catch(fail));
}

/** Status 0, and one or more lines for whoever called. */
export function succeed(text: string): never {
  return end(0, Deno.stdout, text);
}

/** Status 1. */
export function fail(error: unknown): never {
  return end(1, Deno.stderr, error instanceof Error ? error.message : String(error));
}

function end(code: 0 | 1, stream: { writeSync(bytes: Uint8Array): number }, text: string): never {
  stream.writeSync(new TextEncoder().encode(`${text}\n`));
  Deno.exit(code);
}
